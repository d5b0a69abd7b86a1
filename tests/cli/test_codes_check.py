"""Checking codes on the command line."""

import json


def test_checking_tells_a_slip_from_a_foreign_code(grosz, code_rules, first_code):
    code = first_code
    swapped = code[:4] + code[5] + code[4] + code[6:]
    assert swapped != code
    told = grosz("codes", "check", code_rules, code, code.lower().replace("-", " "), "jesien 26")
    assert told.exit_code == 0, told.output
    told = grosz("codes", "check", code_rules, "--json", "-", input=f"{code}\n\n {swapped} \nzzz\n")
    assert told.exit_code == 1
    assert json.loads(told.stdout) == [
        {"code": code, "verdict": "well-formed", "coupon": "welcome"},
        {"code": swapped, "verdict": "mistyped", "coupon": "welcome"},
        {"code": "zzz", "verdict": "no-such-code", "coupon": None},
    ]
    plain = grosz("codes", "check", code_rules, "zzz\x1b[2J")
    assert plain.stdout == "no  zzz?[2J  fits no coupon\n"
