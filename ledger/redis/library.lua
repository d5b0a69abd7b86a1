#!lua name=grosz_ledger_1
-- Two functions, which decide nothing: what to look at, to check and to change comes from the
-- verbs. Everything of one call lies in one hash tag, or on a node that is alone.
--
-- A block is a count of commands, then for each command the count of its words and the words.

local function block(args, at)
  local commands = {}
  for number = 1, tonumber(args[at]) do
    at = at + 1
    local command = {}
    for word = 1, tonumber(args[at]) do
      command[word] = args[at + word]
    end
    at = at + #command
    commands[number] = command
  end
  return commands, at + 1
end

local function number_of(value)
  return tonumber(value or 0)
end

local checks = {}

-- A field has this value; one that is not there is the empty text.
function checks.is(key, field, value)
  return (redis.call('HGET', key, field) or '') == value
end

function checks.below(key, field, value)
  return number_of(redis.call('HGET', key, field)) < tonumber(value)
end

function checks.reached(key, field, value)
  return number_of(redis.call('HGET', key, field)) >= tonumber(value)
end

-- The one rule for every debit. An empty allowance counts without limiting.
function checks.room(key, amount, allowance)
  local found = redis.call('HMGET', key, 'credits', 'pending', 'posted', 'closed')
  if found[4] then
    return false
  end
  local used = number_of(found[2]) + number_of(found[3]) + tonumber(amount)
  return allowance == '' or used <= number_of(found[1]) + tonumber(allowance)
end

-- An account is as it was seen.
function checks.same(key, credits, pending, posted)
  local found = redis.call('HMGET', key, 'credits', 'pending', 'posted')
  return number_of(found[1]) == tonumber(credits) and number_of(found[2]) == tonumber(pending)
    and number_of(found[3]) == tonumber(posted)
end

local function first_failing(wanted)
  for number, check in ipairs(wanted) do
    if not checks[check[1]](unpack(check, 2)) then
      return number
    end
  end
end

-- Appends to an outbox: the stream, the hash of its last place and epoch, the epoch if it is new.
local function tell(stream, ends, epoch, ...)
  redis.call('HSETNX', ends, 'epoch', epoch)
  local place = redis.call('HINCRBY', ends, 'last', 1)
  return redis.call('XADD', stream, string.format('%.0f-0', place), ...)
end

local function run(commands)
  local replies = {}
  for number, command in ipairs(commands) do
    if command[1] == 'TELL' then
      replies[number] = tell(unpack(command, 2))
    else
      replies[number] = redis.call(unpack(command))
    end
  end
  return replies
end

local function read(_, args)
  local replies = run((block(args, 1)))
  replies[#replies + 1] = redis.call('TIME')
  return replies
end

-- Returns {'done'}, {'again'} where the first block says that it was done before, or
-- {'refused', the number of the check that failed}. Nothing is written before all checks passed.
local function commit(_, args)
  local done, wanted, commands, at
  done, at = block(args, 1)
  wanted, at = block(args, at)
  commands = block(args, at)
  if #done > 0 and not first_failing(done) then
    -- Written again: whoever waits for the disk waits for its own writes only.
    local key, field = done[1][2], done[1][3]
    redis.call('HSET', key, field, redis.call('HGET', key, field))
    return {'again'}
  end
  local failed = first_failing(wanted)
  if failed then
    return {'refused', failed}
  end
  run(commands)
  return {'done'}
end

redis.register_function{
  function_name = 'grosz_read_1', callback = read, flags = {'no-writes'}
}
redis.register_function('grosz_commit_1', commit)
