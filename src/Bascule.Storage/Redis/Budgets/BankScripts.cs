namespace Bascule.Storage.Redis.Budgets;

/// <summary>
/// The books in Redis, each step one script. A pot is a hash: <c>s</c> spent, <c>d</c> of the dead, <c>t</c> leased to all, <c>i</c> of that under way, <c>l:REPLICA</c> and <c>u:REPLICA</c> one's
/// part of the last two, <c>g:SEAT</c> a dead one's part of <c>d</c>. KEYS[1] is what all names begin with; those of pots have the books' name in them, so that what older books left counts nowhere and expires.
/// Lua counts in doubles: past USD 9,000,000 a sum is exact to some nano-dollars.
/// </summary>
internal static class BankScripts
{
    private const string Common =
        """
        local root = KEYS[1]
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        local function num(x) return tonumber(x or 0) or 0 end
        local function str(x) return string.format('%.0f', x) end

        """;

    /// <summary>ARGV: replica, seat, name of new books, grace, term.</summary>
    public static readonly RedisScript Open = new(Common +
        """
        local books = redis.call('HMGET', root .. 'books', 'name', 'seeded')
        if not books[1] then
          redis.call('DEL', root .. 'books', root .. 'alive', root .. 'wants', root .. 'missing', root .. 'dying', root .. 'whole', root .. 'lock:seeding', root .. 'lock:comparing')
          redis.call('HSET', root .. 'books', 'name', ARGV[3], 'seeded', '0', 'from', str(now + ARGV[4]), 'by', str(now + ARGV[5]))
          books = {ARGV[3], '0'}
        end
        local seat, before = root .. 'seat:' .. ARGV[2], root .. 'before:' .. ARGV[2]
        local had = redis.call('GET', seat)
        if had and had ~= ARGV[1] then redis.call('SET', before, had, 'EX', 3456000) end
        redis.call('SET', seat, ARGV[1], 'EX', 3456000)
        return {books[1], books[2], redis.call('GET', before) or ''}
        """);

    /// <summary>Further KEYS: pots. ARGV: books, replica, after; for each pot spent, untold, lease, use, end. What was added of a replica is in <c>b:REPLICA</c>: who comes again adds only what is new. The most that was known of earlier books is in <c>k</c>.</summary>
    public static readonly RedisScript Bring = new(Common +
        """
        local books = redis.call('HMGET', root .. 'books', 'name', 'lifting', 'seeded')
        if books[1] ~= ARGV[1] or (num(ARGV[3]) < 0 and books[3] == '1') then return 0 end
        if num(ARGV[3]) > 0 and redis.call('ZCOUNT', root .. 'alive', '-inf', ARGV[3]) > 0 then return 0 end
        local me = ARGV[2]
        for p = 2, #KEYS do
          local pot, a = KEYS[p], p * 5 - 7
          local f = redis.call('HMGET', pot, 's', 't', 'i', 'l:' .. me, 'u:' .. me, 'b:' .. me, 'k')
          local spent, untold = num(ARGV[a + 1]), num(ARGV[a + 2])
          if books[2] then
            spent = math.max(num(f[1]), spent + untold)
          else
            if spent > num(f[7]) then redis.call('HSET', pot, 'k', ARGV[a + 1]) end
            if untold > num(f[6]) then redis.call('HSET', pot, 'b:' .. me, ARGV[a + 2]) end
            spent = num(f[1]) + math.max(0, spent - num(f[7])) + math.max(0, untold - num(f[6]))
          end
          if spent > num(f[1]) then redis.call('HSET', pot, 's', str(spent)) end
          if num(ARGV[a + 3]) >= 0 then
            redis.call('HSET', pot, 't', str(num(f[2]) - num(f[4]) + ARGV[a + 3]), 'i', str(num(f[3]) - num(f[5]) + ARGV[a + 4]), 'l:' .. me, ARGV[a + 3], 'u:' .. me, ARGV[a + 4])
            redis.call('SADD', root .. 'of:' .. me, pot)
          end
          redis.call('PEXPIREAT', pot, ARGV[a + 5])
        end
        redis.call('PEXPIRE', root .. 'of:' .. me, 3456000000)
        return 1
        """);

    /// <summary>ARGV: books, replica, seat; seats that are expected.</summary>
    public static readonly RedisScript Enter = new(Common +
        """
        if redis.call('HGET', root .. 'books', 'name') ~= ARGV[1] then return 0 end
        local here = {}
        for _, name in ipairs(redis.call('ZRANGE', root .. 'alive', 0, -1)) do here[string.match(name, '^(.*)%.')] = true end
        here[ARGV[3]] = true
        redis.call('ZADD', root .. 'alive', str(now), ARGV[2])
        for a = 4, #ARGV do
          if not here[ARGV[a]] then redis.call('SADD', root .. 'missing', ARGV[a]) end
        end
        redis.call('SREM', root .. 'missing', ARGV[3])
        return 1
        """);

    /// <summary>
    /// Further KEYS: pots. ARGV: books, replica, number, mourning, fresh, wants, silence; for each pot spent, use, give, budget, known, refill, end; how many takes; for each most, least, how many shares, for each of
    /// those the pot's place and what is held. The last answer is kept: a number that is said again is not heard again.
    /// </summary>
    public static readonly RedisScript Say = new(Common +
        """
        local books = redis.call('HMGET', root .. 'books', 'name', 'seeded', 'from', 'by')
        if books[1] ~= ARGV[1] then return {1} end
        local me, alive, wants, of = ARGV[2], root .. 'alive', root .. 'wants', root .. 'of:' .. ARGV[2]
        local last = redis.call('HMGET', root .. 'last:' .. me, 'number', 'answer')
        if last[1] == ARGV[3] then return cmsgpack.unpack(last[2]) end
        if not redis.call('ZSCORE', alive, me) then return {2} end
        redis.call('ZADD', alive, str(now), me)
        local complete = now >= num(books[3]) and (now >= num(books[4]) or redis.call('SCARD', root .. 'missing') == 0)
        local open = complete and books[2] == '1'
        local present = redis.call('ZCOUNT', alive, str(now - ARGV[5]), '+inf')
        redis.call('ZREMRANGEBYSCORE', wants, '-inf', str(now - ARGV[6]))

        local pots, a = {}, 8
        local skip = #root + #ARGV[1] + 2
        for p = 2, #KEYS do
          local f = redis.call('HMGET', KEYS[p], 's', 'd', 't', 'i', 'l:' .. me, 'u:' .. me)
          local pot = {s = math.max(num(f[1]), num(ARGV[a + 4])) + ARGV[a], d = num(f[2]), t = num(f[3]), i = num(f[4]), l = num(f[5]), u = num(ARGV[a + 1]), had = f[5],
            budget = num(ARGV[a + 3]), refill = ARGV[a + 5] == '1', ends = ARGV[a + 6], name = string.sub(KEYS[p], skip)}
          local less = math.min(pot.l, ARGV[a] + ARGV[a + 2])
          pot.l, pot.t, pot.i = pot.l - less, pot.t - less, pot.i + pot.u - num(f[6])
          pots[p - 1] = pot
          a = a + 7
        end

        local grants = {}
        local takes = num(ARGV[a])
        a = a + 1
        for t = 1, takes do
          local most, least, shares = num(ARGV[a]), num(ARGV[a + 1]), num(ARGV[a + 2])
          a = a + 3
          local grant = open and most or -1
          for s = 0, shares - 1 do
            local pot = pots[ARGV[a + 2 * s] + 1]
            local reach = math.max(0, pot.budget - pot.s - pot.d - pot.t) + ARGV[a + 2 * s + 1]
            grant = math.min(grant, reach)
            if open and reach < least then
              redis.call('ZADD', wants, str(now), pot.name)
              pot.refill = false
            end
          end
          if grant >= least then
            for s = 0, shares - 1 do
              local pot = pots[ARGV[a + 2 * s] + 1]
              local more = math.max(0, grant - ARGV[a + 2 * s + 1])
              pot.l, pot.t = pot.l + more, pot.t + more
            end
          else
            grant = -1
          end
          grants[t] = str(grant)
          a = a + 2 * shares
        end

        local figures = {}
        for p, pot in ipairs(pots) do
          if open and pot.refill and not redis.call('ZSCORE', wants, pot.name) then
            local share = math.floor((pot.budget - pot.s - pot.d - pot.i) / (2 * math.max(1, present)))
            local more = math.min(share - (pot.l - pot.u), pot.budget - pot.s - pot.d - pot.t)
            if more > 0 then pot.l, pot.t = pot.l + more, pot.t + more end
          end
          local key = KEYS[p + 1]
          redis.call('HSET', key, 's', str(pot.s), 't', str(pot.t), 'i', str(pot.i))
          if pot.l ~= 0 or pot.u ~= 0 then
            redis.call('HSET', key, 'l:' .. me, str(pot.l), 'u:' .. me, str(pot.u))
            if not pot.had then redis.call('SADD', of, key) end
          elseif pot.had then
            redis.call('HDEL', key, 'l:' .. me, 'u:' .. me)
            redis.call('SREM', of, key)
          end
          redis.call('PEXPIREAT', key, pot.ends)
          for _, x in ipairs({pot.s, pot.d, pot.t, pot.i, pot.l}) do figures[#figures + 1] = str(x) end
        end

        local dead = redis.call('ZRANGEBYSCORE', alive, '-inf', str(now - ARGV[4]), 'LIMIT', 0, 8)
        for _, name in ipairs(redis.call('SRANDMEMBER', root .. 'dying', 8)) do dead[#dead + 1] = name end
        local answer = {0, complete and 1 or 0, num(books[2]), str(now), redis.call('ZRANGEBYSCORE', alive, str(now - ARGV[7]), '+inf'), present, redis.call('ZRANGEBYSCORE', wants, '-inf', '+inf', 'LIMIT', 0, 256), dead, figures, grants}
        redis.call('HSET', root .. 'last:' .. me, 'number', ARGV[3], 'answer', cmsgpack.pack(answer))
        redis.call('EXPIRE', root .. 'last:' .. me, 86400)
        redis.call('EXPIRE', of, 3456000)
        return answer
        """);

    /// <summary>ARGV: replica, seat, silence, whole. What is left to do goes on with the next call, by whomever: until then it is among the dying, and one that was begun whole is ended whole.</summary>
    public static readonly RedisScript Bury = new(Common +
        """
        local who, seat, graves = ARGV[1], ARGV[2], root .. 'graves:' .. ARGV[2]
        local spoke = redis.call('ZSCORE', root .. 'alive', who)
        if spoke and now - spoke < num(ARGV[3]) then return -1 end
        redis.call('ZREM', root .. 'alive', who)
        redis.call('SADD', root .. 'dying', who)
        if ARGV[4] == '1' then redis.call('SADD', root .. 'whole', who) end
        local whole = redis.call('SISMEMBER', root .. 'whole', who) == 1
        for _, pot in ipairs(redis.call('SPOP', root .. 'of:' .. who, 256)) do
          local f = redis.call('HMGET', pot, 'd', 't', 'i', 'l:' .. who, 'u:' .. who)
          if f[4] then
            local held, used = num(f[4]), num(f[5])
            local booked = math.max(0, whole and held or math.min(held, used))
            redis.call('HSET', pot, 'd', str(num(f[1]) + booked), 't', str(num(f[2]) - held), 'i', str(num(f[3]) - used))
            redis.call('HDEL', pot, 'l:' .. who, 'u:' .. who)
            if booked > 0 then
              redis.call('HINCRBY', pot, 'g:' .. seat, str(booked))
              redis.call('SADD', graves, pot)
              redis.call('EXPIRE', graves, 3456000)
            end
          end
        end
        if redis.call('EXISTS', root .. 'of:' .. who) == 1 then return 1 end
        redis.call('SREM', root .. 'dying', who)
        redis.call('SREM', root .. 'whole', who)
        return 0
        """);

    /// <summary>ARGV: seat, replica.</summary>
    public static readonly RedisScript Absolve = new(Common +
        """
        if not redis.call('ZSCORE', root .. 'alive', ARGV[2]) then return 0 end
        local seat, graves = ARGV[1], root .. 'graves:' .. ARGV[1]
        for _, pot in ipairs(redis.call('SPOP', graves, 256)) do
          local f = redis.call('HMGET', pot, 'd', 'g:' .. seat)
          if f[2] then
            redis.call('HSET', pot, 'd', str(math.max(0, num(f[1]) - f[2])))
            redis.call('HDEL', pot, 'g:' .. seat)
          end
        end
        return redis.call('EXISTS', graves) == 1 and 0 or 1
        """);

    /// <summary>ARGV: books.</summary>
    public static readonly RedisScript Seeded = new(Common +
        """
        if redis.call('HGET', root .. 'books', 'name') ~= ARGV[1] then return 0 end
        redis.call('HSET', root .. 'books', 'seeded', '1')
        return 1
        """);

    /// <summary>ARGV: books, name, replica, time. Who takes the one for seeding is about to lift what new books have.</summary>
    public static readonly RedisScript Lock = new(Common +
        """
        if redis.call('HGET', root .. 'books', 'name') ~= ARGV[1] then return 0 end
        local name = root .. 'lock:' .. ARGV[2]
        local owner = redis.call('GET', name)
        if owner and owner ~= ARGV[3] then return 0 end
        redis.call('SET', name, ARGV[3], 'PX', ARGV[4])
        if ARGV[2] == 'seeding' then redis.call('HSET', root .. 'books', 'lifting', '1') end
        return 1
        """);

    /// <summary>Further KEYS: pots, without the books' name. ARGV: replica.</summary>
    public static readonly RedisScript Read = new(Common +
        """
        local figures = {}
        local books = redis.call('HGET', root .. 'books', 'name') or ''
        for p = 2, #KEYS do
          local f = redis.call('HMGET', root .. books .. ':' .. KEYS[p], 's', 'd', 't', 'i', 'l:' .. ARGV[1])
          for i = 1, 5 do figures[#figures + 1] = f[i] or '0' end
        end
        return figures
        """);
}
