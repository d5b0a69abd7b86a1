"""Issue, block and expire unique codes. Each says how things shall be, so twice is once."""

from ledger.code_list import CodeBatch
from ledger.outcomes import BatchesFound, Code, CodesChanged, CodesSaved, Refusal
from ledger.records import Records
from ledger.requests import ChangeCodes, FindBatches, SaveCodes
from ledger.verbs.step import Step, replace


def save_codes(step: Step, asked: SaveCodes) -> CodesSaved | Refusal:
    """Put codes on the list; those that are there stay as they are."""
    records = step.records
    there = records.code_batch(asked.coupon, asked.batch)
    if there is not None and there.expires != asked.expires and not asked.keeps_expiry:
        return Refusal(Code.BATCH_DIFFERS)
    batch = there or CodeBatch(asked.coupon, asked.batch, asked.expires)
    new = elsewhere = 0
    for one in asked.codes:
        listed = records.code_listed(one.digest)
        if listed is None:
            records.save_code(one, batch)
            new += 1
        elif (listed.batch.coupon, listed.batch.name) != (batch.coupon, batch.name):
            elsewhere += 1
    if there is None or new:
        records.save_code_batch(replace(batch, codes=batch.codes + new))
    if new:
        step.publish("codes.issued", asked.coupon, batch=asked.batch, codes=new)
    return CodesSaved(new, len(asked.codes) - new - elsewhere, elsewhere)


def change_codes(step: Step, asked: ChangeCodes) -> CodesChanged | Refusal:
    """Block, unblock or end a batch or one code of it; used codes stay used."""
    if asked.digest is not None:
        return _change_one(step, asked, asked.digest)
    batch = step.records.code_batch(asked.coupon, asked.batch)
    if batch is None:
        return Refusal(Code.UNKNOWN_CODE)
    changed = batch
    if asked.blocked is not None:
        changed = replace(changed, blocked=asked.blocked)
    if asked.expires is not None:
        changed = replace(changed, expires=asked.expires)
    if changed == batch:
        return CodesChanged(0)
    step.records.save_code_batch(changed)
    _publish(step, asked, batch.coupon, batch=batch.name, codes=batch.codes)
    return CodesChanged(batch.codes)


def _change_one(step: Step, asked: ChangeCodes, digest: bytes) -> CodesChanged | Refusal:
    listed = step.records.code_listed(digest)
    if listed is None or asked.coupon not in ("", listed.batch.coupon):
        return Refusal(Code.UNKNOWN_CODE)
    changed = listed.code
    if asked.blocked is not None:
        changed = replace(changed, blocked=asked.blocked)
    if asked.expires is not None:
        changed = replace(changed, expires=asked.expires)
    if changed == listed.code:
        return CodesChanged(0)
    step.records.save_code(changed, listed.batch)
    _publish(step, asked, listed.batch.coupon, batch=listed.batch.name, code=digest.hex())
    return CodesChanged(1)


def _publish(step: Step, asked: ChangeCodes, coupon: str, **facts: int | str) -> None:
    if asked.blocked is not None:
        name = "codes.blocked" if asked.blocked else "codes.unblocked"
        step.publish(name, coupon, **facts, reason=asked.reason)
    if asked.expires is not None:
        day = asked.expires.isoformat()
        step.publish("codes.expire", coupon, **facts, expires=day, reason=asked.reason)


def find_batches(records: Records, asked: FindBatches) -> BatchesFound:
    """List the batches of a coupon, or of all."""
    return BatchesFound(records.code_batches(asked.coupon))
