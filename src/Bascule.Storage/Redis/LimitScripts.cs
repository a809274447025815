namespace Bascule.Storage.Redis;

/// <summary>
/// What Redis does with limits, each in one step and by its own clock. A minute is a string: the second it was written in, its sum, and sixty counts by the second, the oldest first, each of four bytes.
/// Places are a hash of how many each replica has under way; those of a replica that has not said for some seconds that it lives do not count.
/// </summary>
internal static class LimitScripts
{
    /// <summary>How long a replica counts as alive after it said so, in seconds: its places come free then.</summary>
    public const int Life = 4;

    /// <summary>Minutes, places, and the age of the store: one that lost its data gets another.</summary>
    private const string Common =
        """
        local EMPTY = string.rep('\0', 240)
        local clock = redis.call('TIME')
        local now = tonumber(clock[1])
        local age = redis.call('GET', KEYS[1])
        if not age then
          age = string.format('%.0f', now * 1000000 + tonumber(clock[2]))
          redis.call('SET', KEYS[1], age, 'EX', 604800)
        end
        local function load(key)
          local value = redis.call('GET', key)
          if not value or #value ~= 248 then return now, 0, EMPTY end
          local second, sum = struct.unpack('<I4I4', value)
          local past = now - second
          if past >= 60 or past < -60 then return now, 0, EMPTY end
          local ring = string.sub(value, 9)
          if past <= 0 then return second, sum, ring end
          local first = string.find(ring, '[^%z]')
          if not first then return now, 0, EMPTY end
          for i = math.ceil(first / 4), past do
            sum = sum - struct.unpack('<I4', ring, i * 4 - 3)
          end
          return now, sum, string.sub(ring, past * 4 + 1) .. string.rep('\0', past * 4)
        end
        local function save(key, second, sum, ring)
          redis.call('SET', key, struct.pack('<I4I4', second, sum) .. ring, 'EX', 61)
        end
        local function count(sum, ring, i, amount)
          local at = i * 4 - 3
          local was = struct.unpack('<I4', ring, at)
          amount = math.max(math.min(amount, 2147483647 - sum), -was)
          return sum + amount, string.sub(ring, 1, at - 1) .. struct.pack('<I4', was + amount) .. string.sub(ring, at + 4)
        end
        local function tell(sum, ring, untold)
          for i = 1, 60 do
            local amount = struct.unpack('<I4', untold, i * 4 - 3)
            if amount > 0 then sum, ring = count(sum, ring, i, amount) end
          end
          return sum, ring
        end
        local function reset(ring)
          local first = string.find(ring, '[^%z]')
          return first and math.ceil(first / 4) or 0
        end

        """;

    /// <summary>
    /// Counts a request against its key, and its end user, or against none of them. KEYS: age, living, then for each two minutes (requests, tokens) and places. ARGV: replica, age, then for each the
    /// limits of requests, tokens (-1: none), the tokens it takes, the limit of places, those this replica has with this one, and what is untold of requests and tokens. Replies: bar, wait, second,
    /// and for the key what is left of requests and when its oldest falls out, and so of tokens. Bar -1: the age is another, the third.
    /// </summary>
    public static RedisScript Take { get; } = new(Common +
        """
        if age ~= ARGV[2] then return {-1, 0, tonumber(age)} end
        local alive
        local bar, wait = 0, 0
        local minutes = {}
        local reply = {0, 0, now, -1, 0, -1, 0}
        local subjects = (#KEYS - 2) / 3
        local function minute(key, limit, amount, untold, which)
          if limit < 0 then return end
          local second, sum, ring = load(key)
          local dirty = false
          if untold ~= '' then sum, ring = tell(sum, ring, untold); dirty = true end
          local over = sum - limit + math.min(amount, limit)
          if bar == 0 and over > 0 then
            bar = which
            local i = reset(ring)
            while i > 0 and i <= 60 and over > 0 do
              over = over - struct.unpack('<I4', ring, i * 4 - 3)
              wait = i
              i = i + 1
            end
          end
          local one = {key, second, sum, ring, amount, dirty, limit}
          minutes[#minutes + 1] = one
          return one
        end
        local function places(key, limit, own, which)
          if limit < 0 or bar ~= 0 then return end
          alive = alive or redis.call('ZRANGEBYSCORE', KEYS[2], now, '+inf')
          local sum = own
          if #alive > 0 then
            local held = redis.call('HMGET', key, unpack(alive))
            for i = 1, #alive do
              if alive[i] ~= ARGV[1] and held[i] then sum = sum + tonumber(held[i]) end
            end
          end
          if sum > limit then bar, wait = which, 1 end
        end
        local key
        for s = 1, subjects do
          local k, a = 3 * s, 7 * s - 4
          places(KEYS[k + 2], tonumber(ARGV[a + 3]), tonumber(ARGV[a + 4]), s == 1 and 1 or 4)
          if s == 1 then
            local requests = minute(KEYS[k], tonumber(ARGV[a]), 1, ARGV[a + 5], 2)
            local tokens = minute(KEYS[k + 1], tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2]), ARGV[a + 6], 3)
            key = {requests or false, tokens or false}
          else
            minute(KEYS[k + 1], tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2]), ARGV[a + 6], 5)
            minute(KEYS[k], tonumber(ARGV[a]), 1, ARGV[a + 5], 6)
          end
        end
        for _, one in ipairs(minutes) do
          if bar == 0 then one[3], one[4] = count(one[3], one[4], 60, one[5]) end
          if bar == 0 or one[6] then save(one[1], one[2], one[3], one[4]) end
        end
        if bar == 0 then
          for s = 1, subjects do
            if tonumber(ARGV[7 * s - 1]) >= 0 then
              redis.call('HSET', KEYS[3 * s + 2], ARGV[1], ARGV[7 * s])
              redis.call('EXPIRE', KEYS[3 * s + 2], 120)
            end
          end
        end
        for i = 1, 2 do
          local one = key[i]
          if one then
            reply[2 * i + 2] = math.max(0, one[7] - one[3])
            reply[2 * i + 3] = reset(one[4])
          end
        end
        reply[1], reply[2] = bar, wait
        return reply
        """);

    /// <summary>
    /// What became of requests, many at once. KEYS: age, living, then one for each. ARGV: replica, age, then for each four: s, second, taken, really (tokens in the place of those taken); p, places now;
    /// r, untold counts of a minute. Replies the age; where it is another than said, untold counts were not taken.
    /// </summary>
    public static RedisScript Tell { get; } = new(Common +
        """
        for n = 3, #KEYS do
          local key, a = KEYS[n], 4 * n - 9
          local kind = ARGV[a]
          if kind == 'p' then
            redis.call('HSET', key, ARGV[1], ARGV[a + 1])
            redis.call('EXPIRE', key, 120)
          elseif kind == 's' then
            local second, sum, ring = load(key)
            local difference = tonumber(ARGV[a + 3]) - tonumber(ARGV[a + 2])
            local i = 60 - (second - tonumber(ARGV[a + 1]))
            if i >= 1 or difference > 0 then
              sum, ring = count(sum, ring, (i >= 1 and i <= 60) and i or 60, difference)
              save(key, second, sum, ring)
            end
          elseif age == ARGV[2] and ARGV[a + 1] ~= '' then
            local second, sum, ring = load(key)
            sum, ring = tell(sum, ring, ARGV[a + 1])
            save(key, second, sum, ring)
          end
        end
        return tonumber(age)
        """);

    /// <summary>A replica lives. KEYS: age, living. ARGV: replica, how long it counts; 0: it leaves. Replies how many live, and the age.</summary>
    public static RedisScript Beat { get; } = new(Common +
        """
        local exact = now + tonumber(clock[2]) / 1000000
        if ARGV[2] == '0' then
          redis.call('ZREM', KEYS[2], ARGV[1])
        else
          redis.call('ZADD', KEYS[2], exact + tonumber(ARGV[2]), ARGV[1])
        end
        redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', exact)
        redis.call('EXPIRE', KEYS[2], 60)
        redis.call('EXPIRE', KEYS[1], 604800)
        return {redis.call('ZCARD', KEYS[2]), tonumber(age)}
        """);

    /// <summary>What is in use. KEYS: age, living, then for each two minutes and places. Replies for each requests, tokens and places in use.</summary>
    public static RedisScript Read { get; } = new(Common +
        """
        local alive = redis.call('ZRANGEBYSCORE', KEYS[2], now, '+inf')
        local reply = {}
        for k = 3, #KEYS, 3 do
          local _, requests = load(KEYS[k])
          local _, tokens = load(KEYS[k + 1])
          local sum = 0
          if #alive > 0 then
            for _, held in ipairs(redis.call('HMGET', KEYS[k + 2], unpack(alive))) do
              if held then sum = sum + tonumber(held) end
            end
          end
          reply[#reply + 1] = requests
          reply[#reply + 1] = tokens
          reply[#reply + 1] = sum
        end
        return reply
        """);
}
