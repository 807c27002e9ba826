"""What people and machines send: values stored in their written form, values refused, bodies that are no JSON."""

from typing import Any

from tests.factories.patients import nir_for

CORSICA = nir_for(department="2A", order=77)

STORED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"family_name": "O’Neil"}, {"family_name": "O'Neil"}),
    ({"family_name": "d`Arc"}, {"family_name": "d'Arc"}),
    ({"family_name": "L'Œuvre-Næss"}, {"family_name": "L'Œuvre-Næss"}),
    ({"family_name": "ﬁliâtre"}, {"family_name": "filiâtre"}),
    ({"family_name": "\u202eDupont\u200f"}, {"family_name": "Dupont"}),
    ({"family_name": "\u2066Dupont\u2069\ufeff"}, {"family_name": "Dupont"}),
    ({"family_name": "Du\u00a0Pont"}, {"family_name": "Du Pont"}),
    ({"family_name": "Ｄｕｐｏｎｔ"}, {"family_name": "Dupont"}),
    ({"family_name": "Zoe\u0308"}, {"family_name": "Zoë"}),
    ({"family_name": "O"}, {"family_name": "O"}),
    ({"family_name": "x" * 100}, {"family_name": "x" * 100}),
    ({"given_names": "Jean–Pierre, Léo"}, {"given_names": "Jean-Pierre Léo"}),
    ({"birth_name": None}, {"birth_name": "Lefèvre"}),
    ({"birth_name": "Ménard"}, {"birth_name": "Ménard", "family_name": "Lefèvre"}),
    ({"birth_date": "2004-02-29"}, {"birth_date": "2004-02-29"}),
    ({"birth_date": "1912-02-29"}, {"birth_date": "1912-02-29"}),
    ({"sex": "unknown"}, {"sex": "unknown"}),
    ({"phones": ["+33 (0)6 39 98 00 01", "0639980001"]}, {"phones": ["+33639980001"]}),
    ({"phones": ["0262 91 00 01", "+262 692 00 11 22"]}, {"phones": ["+262262910001", "+262692001122"]}),
    ({"phones": ["+590 690 00 11 22", "0596 00 11 22"]}, {"phones": ["+590690001122", "+596596001122"]}),
    ({"phones": ["０６３９９８０００１"]}, {"phones": ["+33639980001"]}),
    ({"email": " Camille@Example.FR "}, {"email": "camille@example.fr"}),
    ({"email": None}, {"email": ""}),
    (
        {"address": {"line": "12\u00a0rue  X", "postal_code": "５４０００"}},
        {"address": {"line": "12 rue X", "postal_code": "54000", "city": "", "country": "FR"}},
    ),
    (
        {"address": {"postal_code": "L-1234", "country": "lu"}},
        {"address": {"line": "", "postal_code": "L-1234", "city": "", "country": "LU"}},
    ),
    ({"nir": f" {CORSICA[0]} {CORSICA[1:].lower()}"}, {"nir_masked": f"• •• •• •• ••• 077 {CORSICA[13:]}"}),
    ({"nir": "２９５１０９９１２６１１１９３"}, {"nir_masked": "• •• •• •• ••• 111 93"}),
    ({"nir": "2\u00a055.08-14\u202f168 025 38"}, {"nir_masked": "• •• •• •• ••• 025 38"}),
    ({"nir": None}, {"nir_masked": None}),
    ({"treating_practitioner": "Dr  Martin (Nancy)"}, {"treating_practitioner": "Dr Martin (Nancy)"}),
]

REFUSED: list[tuple[dict[str, Any], str]] = [
    *[
        ({"family_name": name}, "family_name")
        for name in (
            "",
            " ",
            "\u200f",
            "'",
            "-",
            "=cmd|'/c calc'!A1",
            "+1",
            "@SUM(A1)",
            "<script>alert(1)</script>",
            "a\x00b",
            "\x00",
            "a\nb",
            "a\tb",
            "Dupont2",
            "Дюпон",
            "دوبون",
            "杜邦",
            "x" * 101,
            "x" * 200,
            "x" * 5000,
            "Robert'); DROP TABLE--",
            "%",
            "_",
            "a\\b",
            "😀",
            "e" + "\u0301" * 9,
            12,
            None,
            True,
            ["Dupont"],
            {"a": 1},
        )
    ],
    *[({"given_names": name}, "given_names") for name in ("", "12", "<b>", "a\x00", None)],
    ({"birth_name": "=cmd"}, "birth_name"),
    *[
        ({"birth_date": day}, "birth_date")
        for day in (
            "9999-12-31",
            "2100-01-01",
            "1850-01-01",
            "0000-01-01",
            "0001-01-01",
            "2023-02-29",
            "1900-02-29",
            "1984-13-01",
            "1984-00-10",
            "12/03/1984",
            "1984-03-12T00:00:00Z",
            "1984-W11-1",
            "",
            "\x00",
            19840312,
            None,
            "Infinity",
        )
    ],
    *[({"sex": sex}, "sex") for sex in ("F", "", None, 1, "female\x00")],
    *[
        ({"phones": [phone]}, "phones[0]")
        for phone in ("", "12", "15", "+", "06 39 98 00 0a", "0\x00", "x" * 999, None, True, 639980001)
    ],
    ({"phones": ["0639980001", "12"]}, "phones[1]"),
    ({"phones": "0639980001"}, "phones"),
    ({"phones": [f"06399800{n:02d}" for n in range(6)]}, "phones"),
    *[
        ({"email": email}, "email")
        for email in (
            "a",
            "a@b",
            "a@b.c d",
            "<a@b.fr>",
            "a\x00@b.fr",
            "a@b.fr\nBcc: c@d.fr",
            "x" * 250 + "@example.fr",
            "é@example.fr",
        )
    ],
    *[
        ({"address": address}, field)
        for address, field in (
            ({"line": "=cmd"}, "address.line"),
            ({"line": "a\x00"}, "address.line"),
            ({"line": "x" * 300}, "address.line"),
            ({"city": "<b>"}, "address.city"),
            ({"postal_code": "540"}, "address.postal_code"),
            ({"postal_code": "5400O"}, "address.postal_code"),
            ({"country": "France"}, "address.country"),
            ({"country": "XX"}, "address.country"),
            ({"street": "x"}, "address.street"),
            ("12 rue X", "address"),
        )
    ],
    *[
        ({"nir": nir}, "nir")
        for nir in (
            "295109912611199",
            "2951099126111",
            "29510991261119٣",
            "0951099126111",
            "5950199126111",
            "1951399126111",
            "x" * 499,
            "x" * 5000,
            "2951\x00",
            "=1+1",
            "<script>",
            295109912611193,
            True,
        )
    ],
    *[({"treating_practitioner": text}, "treating_practitioner") for text in ("=cmd", "a\x00", "x" * 201, "<b>")],
    *[
        ({"consent": consent}, field)
        for consent, field in (
            ({}, "consent.notice_version"),
            ({"notice_version": 0, "channel": "phone"}, "consent.notice_version"),
            ({"notice_version": 10**12, "channel": "phone"}, "consent.notice_version"),
            ({"notice_version": 1}, "consent.channel"),
            ({"notice_version": 1, "channel": "x" * 99}, "consent.channel"),
            ({"notice_version": 1, "channel": "phone", "by": "x"}, "consent.by"),
            ("yes", "consent"),
        )
    ],
    *[
        ({"practice": practice}, "practice")
        for practice in ("", "x", 5, True, None, "00000000-0000-0000-0000-00000000000g", "\x00")
    ],
    *[({"confirm_not_duplicate": word}, "confirm_not_duplicate") for word in ("peut-être", "yes", "true", "on", 1)],
    ({"id": "00000000-0000-0000-0000-000000000001"}, "id"),
    ({"identity_status": "QUAL"}, "identity_status"),
    ({"__proto__": 1}, "__proto__"),
]

RAW: list[tuple[str, str]] = [
    ('{"family_name": "A", "family_name": "B"}', "family_name"),
    ('{"consent": {"channel": "phone", "channel": "web"}}', "channel"),
    ('{"family_name": NaN}', "body"),
    ('{"family_name": Infinity}', "body"),
    ('{"family_name": "\\ud800"}', "body"),
    ('{"family_name": ' + "[" * 10_000 + "]" * 10_000 + "}", "body"),
    ("[]", "body"),
    ("null", "body"),
    ("{", "body"),
    ('"x"', "body"),
]
