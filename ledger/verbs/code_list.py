"""Issue, block and expire unique codes. Each says how things shall be, so twice is once."""

from ledger import keys
from ledger.code_list import BATCH_OF_ORDERS, CodeBatch, NewCode
from ledger.orders import Order
from ledger.outcomes import BatchesFound, Code, CodesChanged, CodesSaved, Refusal
from ledger.records import Records
from ledger.requests import ChangeCodes, FindBatches, SaveCodes
from ledger.verbs.step import Step, replace


def save_codes(step: Step, asked: SaveCodes) -> CodesSaved | Refusal:
    """Put codes on the list; those that are there stay as they are."""
    records = step.records
    there = records.code_batch(asked.coupon, asked.batch)
    if there is not None and there.expires != asked.expires:
        return Refusal(Code.BATCH_DIFFERS)
    batch = there or CodeBatch(asked.coupon, asked.batch, asked.expires)
    if there is None:
        records.save_code_batch(batch)
    new, elsewhere = records.add_codes(asked.codes, batch)
    if new:
        records.save_code_batch(replace(batch, codes=batch.codes + new))
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
    # Of the codes of orders nobody counts how many there are.
    return CodesChanged(max(1, batch.codes))


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
    step.records.change_code(changed)
    _publish(step, asked, listed.batch.coupon, batch=listed.batch.name, code=digest.hex())
    return CodesChanged(1)


def _publish(step: Step, asked: ChangeCodes, coupon: str, **facts: int | str) -> None:
    if asked.blocked is not None:
        name = "codes.blocked" if asked.blocked else "codes.unblocked"
        step.publish(name, coupon, **facts, reason=asked.reason)
    if asked.expires is not None:
        day = asked.expires.isoformat()
        step.publish("codes.expire", coupon, **facts, expires=day, reason=asked.reason)


def account_of(digest: bytes) -> str:
    """Name the account that counts the uses of a code."""
    return keys.code(digest.hex())


def list_issued(step: Step, order: Order) -> None:
    """Put the codes that an order gives on the list: from now on they are good.

    Their batch is there: whoever put the order saw to it. It is not counted and not written here,
    because every confirm would write the same row. Without it the code stays unknown, and an event
    says so: the order is paid whatever becomes of its codes.
    """
    for issue in order.plan.issues:
        batch = step.records.code_batch(issue.coupon, BATCH_OF_ORDERS)
        if batch is not None:
            step.records.add_codes((NewCode(issue.digest, issue.expires),), batch)
        name = "coupon.issued" if batch is not None else "coupon.unlisted"
        step.tell(name, order, issue.coupon, promotion=issue.promotion)


def close_issued(step: Step, order: Order) -> None:
    """Take back the codes that an order gave and nobody used; what is held is used already."""
    for issue in order.plan.issues:
        name = account_of(issue.digest)
        account = step.records.account(name)
        if account.pending + account.posted == 0:
            step.records.close(name)


def find_batches(records: Records, asked: FindBatches) -> BatchesFound:
    """List the batches of a coupon, or of all."""
    return BatchesFound(records.code_batches(asked.coupon))
