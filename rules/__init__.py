"""The compiler: rule files in, a program for the engine out. Text in, Program out.

It knows the language (``grammar``) and what the domain needs (``pricing.program``); it knows no
catalogue, no HTTP and no command line. Begin with ``rules.compiler``; the plain evaluator in
``rules.reference`` is the definition of what emitted code does.
"""

__all__: list[str] = []
