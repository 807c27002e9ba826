"""The medical file in a FHIR R4 bundle: texts as documents, answers as questionnaires, messages as communications.

Built from what `collect` gathered, so that what is asked apart, or spared, is not here either. The same thing has one
id in every export: that of its row or, where it has none of its own, one drawn from the record's or the visit's.
"""

from base64 import b64encode
from typing import Any
from uuid import UUID, uuid5

from privacy.export.collect import Collected

Resource = dict[str, Any]


def medical_file(collected: Collected) -> list[Resource]:
    """Nothing of it where the medical file was not asked for."""
    data = collected.data
    subject = {"reference": f"urn:uuid:{collected.patient.id}"}
    note = data["medical_note"]
    return [
        *([_document(subject, _drawn(collected.patient.id, "note"), "Note médicale", note)] if note else []),
        *(
            _document(subject, one["id"], one["title"], one["text"], one["at"])
            for one in data["shared_items"]
            if one["text"]
        ),
        *(_message(subject, one) for one in data["practitioner_messages"]),
        *(_answers(subject, one["id"], one["at"], _urgent(one)) for one in data["urgencies"] if one["answers"]),
        *(
            _answers(subject, _drawn(visit.id, "consignes"), one["start"], _asked(one))
            for visit, one in zip(collected.appointments, data["appointments"], strict=True)
            if one["consignes"]
        ),
    ]


def _drawn(row_id: UUID, what: str) -> str:
    return str(uuid5(row_id, what))


def _document(subject: Resource, resource_id: str, title: str, text: str, at: str = "") -> Resource:
    attachment = {"contentType": "text/plain; charset=utf-8", "title": title, "data": b64encode(text.encode()).decode()}
    return {
        "resourceType": "DocumentReference",
        "id": resource_id,
        "status": "current",
        "subject": subject,
        **({"date": at} if at else {}),
        "content": [{"attachment": attachment}],
    }


def _message(subject: Resource, one: dict[str, Any]) -> Resource:
    return {
        "resourceType": "Communication",
        "id": one["id"],
        "status": "completed",
        "subject": subject,
        "sent": one["at"],
        "recipient": [{"display": one["to"]}],
        "payload": [{"contentString": text} for text in (one["text"], one["answer"]) if text],
    }


def _urgent(one: dict[str, Any]) -> list[tuple[str, str]]:
    return [(said["question"], said["answer"]) for said in one["answers"]]


def _asked(visit: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["asked"], " · ".join(filter(None, (one["answer"], one["words"])))) for one in visit["consignes"]]


def _answers(subject: Resource, resource_id: str, at: str, said: list[tuple[str, str]]) -> Resource:
    """`at`: when an urgency was asked, the hour of the visit that a consigne was asked for."""
    return {
        "resourceType": "QuestionnaireResponse",
        "id": resource_id,
        "status": "completed",
        "subject": subject,
        "authored": at,
        "item": [
            {"linkId": str(number), "text": question, "answer": [{"valueString": answer}]}
            for number, (question, answer) in enumerate(said, start=1)
        ],
    }
