-- Apache with mod_lua: which file answers a question to CKAN's API.
--
-- Made by `fichero hosting apache`; change portal.yaml or that command's options, and make it again.
-- Install: see fichero.conf, which names this file.
--
-- A question is answered only if every parameter of it is understood. Only names of the tables below
-- and [A-Za-z0-9._-] ever become part of a file's path.

local base = "/portal"
local largest = 16384

-- Choices: name in a path, parameters, cases (values, what they put into the path), default.
local slots = {
    { name = "key", parameters = { "id", "name_or_id", "name", "type" }, cases = { { "key", nil } }, default = nil },
}

-- How each action is answered: where its files lie, which parameters with which values it may have.
local rules = {
    resource_view_list = { files = "views", path = "api/3/action/resource_view_list/{key}.json", parameters = { { { "id" }, "key" }, { { "id" }, "nothing" }, { { "limit" }, "any" }, { { "_", "t", "ts", "v", "utm_*", "apikey", "api_key", "format", "pretty", "lang" }, "any" } }, unsupported = "unsupported", absent = "not_found" },
    scheming_dataset_schema_list = { files = "list", path = "api/3/action/scheming_dataset_schema_list{options}.json", parameters = { { { "_", "t", "ts", "v", "utm_*", "apikey", "api_key", "format", "pretty", "lang" }, "any" } }, unsupported = "unsupported", absent = "unsupported" },
}

-- Actions that write.
local writes = {}
for name in ([[package_create tag_create]]):gmatch("%S+") do writes[name] = true end

-- Status and text of each refusal.
local refusals = {
    not_found = { status = 404, body = "{\"help\":\"https://datos.example.org/portal/api/3/action/help_show?name={action}\",\"error\":{\"__type\":\"Not Found Error\",\"message\":\"Not found\"},\"success\":false}" },
    missing = { status = 409, body = "{\"help\":\"https://datos.example.org/portal/api/3/action/help_show?name={action}\",\"error\":{\"id\":[\"Missing value\"],\"__type\":\"Validation Error\"},\"success\":false}" },
    unsupported = { status = 409, body = "{\"help\":\"https://datos.example.org/portal/api/3/action/help_show?name={action}\",\"error\":{\"__type\":\"Validation Error\",\"message\":\"This portal answers from files: not with these parameters\"},\"success\":false}" },
    search = { status = 400, body = "{\"help\":\"https://datos.example.org/portal/api/3/action/help_show?name={action}\",\"error\":{\"__type\":\"Search Query Error\",\"message\":\"Search Query is invalid: 'This portal answers from files: not with these parameters'\"},\"success\":false}" },
    write = { status = 403, body = "{\"help\":\"https://datos.example.org/portal/api/3/action/help_show?name={action}\",\"error\":{\"__type\":\"Authorization Error\",\"message\":\"Access denied\"},\"success\":false}" },
    write_by_get = { status = 400, body = "\"Bad request - JSON Error: Invalid request. Please use POST method for your request\"" },
    unknown = { status = 400, body = "\"Bad request - Action name not known: {action}\"" },
    not_json = { status = 400, body = "\"Bad request - JSON Error: Error decoding JSON data. Error: <BadRequest '400: Bad Request'> JSON data extracted from the request: {}\"" },
    method = { status = 405, body = "{\"help\":\"https://datos.example.org/portal/api/3/action/help_show?name={action}\",\"error\":{\"__type\":\"Validation Error\",\"message\":\"Method not allowed\"},\"success\":false}" },
    too_large = { status = 413, body = "{\"help\":\"https://datos.example.org/portal/api/3/action/help_show?name={action}\",\"error\":{\"__type\":\"Validation Error\",\"message\":\"Request too large\"},\"success\":false}" },
    no_page = { status = 404, body = "{\"help\":\"https://datos.example.org/portal/api/3/action/help_show?name={action}\",\"error\":{\"__type\":\"Not Found Error\",\"message\":\"Not found\"},\"success\":false}" },
}

local function set(words)
    local all = {}
    for word in words:gmatch("%S+") do all[word] = true end
    return all
end
local yes, no = set("true yes on y t 1"), set("false no off n f 0")

-- A value of a query or form, decoded; nil where it is encoded in a way that no client does.
local function decoded(text)
    local bad = false
    local out = text:gsub("%+", " "):gsub("%%(..?)", function(code)
        local byte = code:match("^%x%x$") and string.char(tonumber(code, 16))
        if not byte or byte:match("[%w._-]") then bad = true end
        return byte or ""
    end)
    if bad or text:match("%%$") then return nil end
    return out
end

local function usual(text) return text == "0" or text:match("^[1-9]%d*$") ~= nil end

-- Whether a value is one of a set. Its kind is "encoded", "text" or "bare".
local contains = {
    any = function() return true end,
    nothing = function(kind, text)
        if kind == "bare" then return text == "null" or text == "[]" end
        return text == ""
    end,
    on = function(kind, text)
        if kind == "bare" then return text == "true" or text == "1" end
        return yes[text:lower()] == true
    end,
    off = function(kind, text)
        if kind == "bare" then return text == "false" or text == "0" end
        return no[text:lower()] == true
    end,
    unsaid = function(kind, text)
        if kind == "bare" then return text == "null" or text == "[]" or text == "false" or text == "0" end
        return text == ""
    end,
    natural = function(_, text) return usual(text) and #text <= 7 end,
    integer = function(_, text)
        local number = text:gsub("^%-", "")
        return usual(number) and #number <= 7
    end,
    thousands = function(_, text) return usual(text) and #text >= 4 and #text <= 9 end,
    key = function(kind, text)
        return kind ~= "bare" and #text <= 100 and text:match("^[%w_-][%w._-]*$") ~= nil
    end,
}

local function is_in(values, kind, text)
    if type(values) == "string" then return contains[values](kind, text) end
    local own = values.text
    if kind == "encoded" then return decoded(text) == own end
    return text == own and (kind == "text" or usual(own))
end

-- Name, kind and text of each parameter of a query or form; nil where it cannot be read.
local function of_query(text)
    local all = {}
    if text == "" then return all end
    text = text:gsub("&$", "")
    for pair in (text .. "&"):gmatch("([^&]*)&") do
        local name, value = pair:match("^([^=]*)=(.*)$")
        if not name or pair:find("[%z\1-\32]") then return nil end
        all[#all + 1] = { name, "encoded", value }
    end
    return all
end

-- The same of a flat JSON object: texts without escapes, values that hold no others.
local function of_json(text)
    local all = {}
    local at = text:match("^[ \t\r\n]*{[ \t\r\n]*()")
    if not at or text:find("%z") then return nil end
    if text:find("^}[ \t\r\n]*$", at) then return all end
    while true do
        local name, after = text:match('^"([^"\\\1-\31]*)"[ \t\r\n]*:[ \t\r\n]*()', at)
        if not name then return nil end
        local kind, value, rest = "text", text:match('^"([^"\\\1-\31]*)"()', after)
        if not value then
            kind = "bare"
            value, rest = text:match("^([%w+.-]+)()", after)
            if not value then
                value, rest = text:match("^(%[)[ \t\r\n]*%]()", after)
                if value then value = "[]" end
            end
            if not value then
                value, rest = text:match("^({)[ \t\r\n]*}()", after)
                if value then value = "{}" end
            end
            if not value then return nil end
            local word = value == "true" or value == "false" or value == "null"
            local whole, part = value:match("^%-?(%d+)(.*)$")
            local number = whole and usual(whole) and (part == "" or part:match("^%.%d+$")
                or part:match("^%.%d+[eE][+-]?%d+$") or part:match("^[eE][+-]?%d+$"))
            if not (word or number or value == "[]" or value == "{}") then return nil end
        end
        all[#all + 1] = { name, kind, value }
        local mark, next_at = text:match("^[ \t\r\n]*([,}])[ \t\r\n]*()", rest)
        if mark == "}" then return next_at > #text and all or nil end
        if mark ~= "," then return nil end
        at = next_at
    end
end

local function understands(rule, name, kind, text)
    for _, parameter in ipairs(rule.parameters) do
        for _, known in ipairs(parameter[1]) do
            local start = known:match("^(.*)%*$")
            local same = known == name or (start and name:sub(1, #start) == start
                and name:sub(#start + 1):match("^[%w_]*$"))
            if same and is_in(parameter[2], kind, text) then return true end
        end
    end
    return false
end

-- What a slot says: a text, nil where a parameter is missing; and whether it was filled twice.
local function label(slot, parameters)
    local found
    for _, parameter in ipairs(parameters) do
        for _, name in ipairs(slot.parameters) do
            if name == parameter[1] then
                if found then return nil, true end
                found = parameter
            end
        end
    end
    if found then
        for _, case in ipairs(slot.cases) do
            if is_in(case[1], found[2], found[3]) then return case[2] or found[3] end
        end
    end
    return slot.default
end

-- The path of the file that answers, or nil and a refusal.
local function path(action, rule, parameters)
    for _, parameter in ipairs(parameters) do
        if not understands(rule, parameter[1], parameter[2], parameter[3]) then
            return nil, rule.unsupported
        end
    end
    local options, said = "", {}
    for _, slot in ipairs(slots) do
        local text, twice = label(slot, parameters)
        if twice then return nil, rule.unsupported end
        said[slot.name] = text
        if slot.default == "" and rule.files == "list" then options = options .. text end
    end
    if rule.files == "list" then
        if options == "" then return "api/3/action/" .. action end
        said.options = options
    elseif rule.files ~= "pages" and not said.key then
        return nil, "missing"
    end
    return (rule.path:gsub("{(%w+)}", said))
end

local function exists(file)
    local handle = io.open(file, "rb")
    if handle then handle:close() end
    return handle ~= nil
end

local function refuse(r, name, action)
    local refusal = refusals[name]
    local body = refusal.body:gsub("{action}", action)
    r:custom_response(refusal.status, body)
    return refusal.status
end

local function posted(r)
    local kind = (r.headers_in["Content-Type"] or ""):match("^%s*([^;%s]*)"):lower()
    local form = kind == "application/x-www-form-urlencoded"
    local length = tonumber(r.headers_in["Content-Length"] or "0") or 0
    if length > largest or r.headers_in["Transfer-Encoding"] then return nil, "too_large" end
    -- At most as much as was announced: what is sent in chunks was turned away.
    local body = length > 0 and r:requestbody() or ""
    if #body ~= length then return nil, "too_large" end
    local query = r.args or ""
    if query ~= "" and not (form and body ~= "") then return of_query(query) end
    if body:match("^[ \t\r\n]*{") then return of_json(body) end
    if body == "" or form then return of_query(body) end
    return nil, "not_json"
end

-- LuaHookTranslateName: leads a question to its file, or refuses it.
function answer(r)
    if r.uri:sub(1, #base) ~= base then return apache2.DECLINED end
    local rest = r.uri:sub(#base + 1)
    local action = rest:match("^/api/3/action/([^/.]*)$") or rest:match("^/api/action/([^/.]*)$")
    if not action then
        local locale, prefixed = rest:match("^/([a-zA-Z_]+)(/api/.*)$")
        if not locale or not (locale:match("^%l%l%l?$") or locale:match("^%l%l%l?_%u%a%a?%a?$")) then
            return apache2.DECLINED
        end
        action = prefixed:match("^/api/3/action/([^/.]*)$") or prefixed:match("^/api/action/([^/.]*)$")
        if not action then return apache2.DECLINED end
    end
    local reads = r.method == "GET" or r.method == "HEAD"
    if not action:match("^[%l_]+$") or #action < 3 or #action > 64 then
        return refuse(r, "unknown", "")
    end
    if r.method == "OPTIONS" then return apache2.DECLINED end
    if not reads and r.method ~= "POST" then return refuse(r, "method", action) end
    if writes[action] then return refuse(r, reads and "write_by_get" or "write", action) end
    local rule = rules[action]
    local parameters, why
    if reads then parameters = of_query(r.args or "") else parameters, why = posted(r) end
    if why == "too_large" then return refuse(r, why, action) end
    if not rule then return refuse(r, "unknown", action) end
    if not parameters then return refuse(r, why or rule.unsupported, action) end
    local file
    file, why = path(action, rule, parameters)
    if not file then return refuse(r, why, action) end
    local root = r.document_root .. base .. "/"
    if not exists(root .. file) then
        local resource = file:gsub(action, "resource_show", 1)
        if rule.files ~= "views" or not exists(root .. resource) then
            return refuse(r, rule.absent, action)
        end
        file = "api/3/error/no_views.json"
    end
    r.filename = root .. file
    return apache2.OK
end
