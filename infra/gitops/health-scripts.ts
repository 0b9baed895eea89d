/**
 * Health checks in Lua for objects that Argo CD's built-in checks judge wrongly ("Resource
 * health"). It runs them on `obj`, with nothing but Lua's base and table libraries, and of `os`,
 * which must be required, `time` and `date`. Times are compared as the text that Kubernetes writes
 * them in, in UTC, which sorts as they do.
 */

/** Seconds after which a rollout counts as failed, as in Kubernetes (`progressDeadlineSeconds`). */
const rolloutDeadline = 600;

/** Seconds of tolerated trouble while things start. */
const forbearance = 60;

/** Failed attempts after which a sync that Argo CD retries counts as failed. */
const tries = 3;

/**
 * A child Application, as its parent sees it. A wave waits until everything in it is `Healthy`, and
 * fails when something is `Degraded`; only then does the parent look at newer commits. So:
 *
 * - The current spec must have been rolled out completely once, and compared since. Until then the
 *   health says nothing: it may be that of an incomplete rollout, or of the previous spec.
 * - What cannot be rolled out is `Degraded`, with the reason. Waiting is limited: what is not
 *   `Healthy` after ten minutes is `Degraded`, too.
 * - What has been rolled out once does not block others because its source cannot be read, a commit
 *   in it is broken or it is self-healing: alerts report that. Only its health counts.
 */
export const applicationHealth = `
local os = require("os")

local function verdict(status, message)
  return {status = status, message = message or ""}
end

local function older(time, seconds)
  -- The time of day in UTC, read and written again as if it were that of here.
  local moment = os.date("!*t")
  moment.sec = moment.sec - seconds
  return time ~= nil and time < os.date("%Y-%m-%dT%H:%M:%SZ", os.time(moment))
end

local function same(one, other)
  if type(one) ~= "table" or type(other) ~= "table" then
    return one == other
  end
  for key, value in pairs(one) do
    if not same(value, other[key]) then return false end
  end
  for key in pairs(other) do
    if one[key] == nil then return false end
  end
  return true
end

local status = obj.status or {}
local sync = status.sync or {}
local health = status.health or {}
local operation = status.operationState or {}
local history = status.history or {}
local comparedTo = sync.comparedTo or {}

local compared = same(comparedTo.source, obj.spec.source)
  and same(comparedTo.destination, obj.spec.destination)
local last = history[#history]
local installed = last ~= nil and same(last.source, obj.spec.source)

local errors = {ComparisonError = true, InvalidSpecError = true, SyncError = true, UnknownError = true}
local trouble
for _, condition in ipairs(status.conditions or {}) do
  if condition.type == "InvalidSpecError" then
    return verdict("Degraded", condition.message)
  end
  if errors[condition.type] then
    trouble = condition.message
  end
end

if not compared then
  return verdict("Progressing", "Argo CD has yet to look at what it is now")
end

if sync.status ~= "Synced" and not installed then
  if trouble then
    return verdict("Degraded", trouble)
  end
  local asked = ((operation.operation or {}).sync or {}).source
  local given_up = operation.phase == "Failed" or operation.phase == "Error"
  if given_up and (asked == nil or same(asked, obj.spec.source)) then
    return verdict("Degraded", operation.message)
  end
  local stuck = (operation.retryCount or 0) >= ${tries} or older(operation.startedAt, ${rolloutDeadline})
  if operation.phase == "Running" and stuck then
    return verdict("Degraded", operation.message)
  end
  return verdict("Progressing", operation.message or "It has not been rolled out yet")
end

if sync.status ~= "Synced" and operation.phase == "Succeeded"
  and (status.reconciledAt == nil or status.reconciledAt <= operation.finishedAt) then
  return verdict("Progressing", "Argo CD has yet to look at what it has made")
end

if health.status == "Healthy" then
  return verdict("Healthy", trouble)
end
local message = trouble or ("It is " .. (health.status or "of unknown health"))
local since = health.lastTransitionTime
if older(since, ${rolloutDeadline}) or (health.status == "Degraded" and older(since, ${forbearance})) then
  return verdict("Degraded", message)
end
return verdict("Progressing", message)
`.trimStart();

/**
 * A CustomResourceDefinition. Argo CD 3.4 calls one \`Degraded\` in the moment before the API
 * server serves it, and the wave that brought it fails; 3.5 no longer does. Otherwise the same as
 * Argo CD's own check.
 */
export const definitionHealth = `
if obj.metadata.deletionTimestamp ~= nil then
  return {status = "Progressing", message = "It is on its way out"}
end
local established
for _, condition in ipairs((obj.status or {}).conditions or {}) do
  local is = condition.status == "True"
  if condition.type == "Terminating" and is then
    return {status = "Progressing", message = condition.message}
  end
  if condition.type == "NamesAccepted" and condition.status == "False" then
    return {status = "Degraded", message = condition.message}
  end
  if condition.type == "NonStructuralSchema" and is then
    return {status = "Degraded", message = condition.message}
  end
  if condition.type == "Established" and is then
    established = true
  end
end
if established then
  return {status = "Healthy", message = "The API server serves it"}
end
return {status = "Progressing", message = "The API server does not serve it yet"}
`.trimStart();
