from grammar import parser, vocabulary
from grammar.token import terminal


def words_of_the_grammar() -> set[str]:
    lark = parser._lark()
    patterns = {str(one.pattern.value) for one in lark.terminals}
    return {pattern for pattern in patterns if pattern[0].isalpha()}


def test_every_word_of_the_grammar_has_a_line_of_documentation():
    assert words_of_the_grammar() - vocabulary.KEYWORDS == set()


def test_every_documented_word_is_in_the_grammar_or_begins_a_block():
    assert vocabulary.KEYWORDS - words_of_the_grammar() - set(vocabulary.BLOCKS) == set()


def test_every_word_has_the_terminal_the_lexer_gives_it():
    names = {str(one.pattern.value): one.name for one in parser._lark().terminals}
    for word in words_of_the_grammar():
        assert names[word] == terminal(word)


def test_a_word_is_reserved_or_plain():
    assert not vocabulary.RESERVED & set(vocabulary.PLAIN)
    assert not set(vocabulary.INNER_RESERVED) & vocabulary.CLAUSE_WORDS


def test_every_clause_of_the_table_is_read_by_its_block():
    for kind, words in vocabulary.CLAUSES.items():
        for word in words:
            assert kind in vocabulary.blocks_with(word)


def test_synonyms_lead_to_words_there_are():
    for written, meant in vocabulary.SYNONYMS.items():
        assert meant in vocabulary.CLAUSE_WORDS | set(vocabulary.BLOCKS), written
