using System.Numerics;
using Bascule.Engine.Guardrails.Detection.Addresses;
using Bascule.Engine.Guardrails.Detection.Names;
using Bascule.Engine.Guardrails.Detection.Numbers;
using Bascule.Engine.Guardrails.Detection.Phrases;
using Bascule.Engine.Guardrails.Detection.Secrets;

namespace Bascule.Engine.Guardrails.Detection;

/// <summary>One pass over a text: 64 bytes at a time are sorted into bit masks, and only where one shows a candidate does a detector look closer.</summary>
internal ref struct Sweep
{
    private readonly Hunt _hunt;
    private readonly bool _numbers;
    private readonly bool _names;
    private readonly bool _secrets;
    private readonly bool _emails;
    private readonly bool _colons;
    private readonly bool _keys;
    private RunMask _runs;
    private PrivateKeys _privateKeys;
    private NameWalk _nameWalk;
    private int _numbersUntil;
    private int _runsUntil;

    private Sweep(Hunt hunt)
    {
        _hunt = hunt;
        _numbers = hunt.Wants(Kinds.Numbers);
        _names = hunt.Wants(Kinds.Name);
        _secrets = hunt.Wants(Kinds.Secret);
        _emails = hunt.Wants(Kinds.Email);
        _keys = hunt.Wants(Kinds.PrivateKey | Kinds.Secret);
        _colons = hunt.Wants(Kinds.Ip | Kinds.Mac | Kinds.UrlCredentials | Kinds.Secret);
    }

    public static void Run(Hunt hunt)
    {
        var sweep = new Sweep(hunt);
        sweep.Walk();
        if (hunt.Wants(Kinds.Name))
        {
            NameContext.Find(hunt);
        }

        if (hunt.Wants(Kinds.Phrases))
        {
            PhraseScore.Find(hunt);
        }
    }

    private void Walk()
    {
        var text = _hunt.Text;
        ulong digitBefore = 0, letterBefore = 0, dashBefore = 0;
        for (var at = 0; at < text.Length; at += BlockMask.Size)
        {
            var mask = text.Length - at >= BlockMask.Size ? BlockMask.Of(text[at..]) : BlockMask.OfTail(text[at..]);
            if (_numbers)
            {
                Numbers(at, mask.Digit & ~((mask.Digit << 1) | digitBefore));
            }

            if (_emails && mask.At != 0)
            {
                Emails(at, mask.At);
            }

            if (_secrets)
            {
                Runs(at, _runs.Next(mask.Token));
            }

            if (_colons && mask.Assign != 0)
            {
                Assigns(at, mask.Assign);
            }

            if (_keys)
            {
                var pairs = mask.Dash & ((mask.Dash << 1) | dashBefore);
                if (pairs != 0)
                {
                    Dashes(at, pairs);
                }
            }

            if (_names)
            {
                Words(at, mask.Capital & ~((mask.Letter << 1) | letterBefore));
            }

            digitBefore = mask.Digit >> 63;
            letterBefore = mask.Letter >> 63;
            dashBefore = mask.Dash >> 63;
        }
    }

    private void Numbers(int block, ulong starts)
    {
        for (; starts != 0; starts &= starts - 1)
        {
            var at = block + BitOperations.TrailingZeroCount(starts);
            if (at >= _numbersUntil)
            {
                _numbersUntil = NumberFinder.Find(_hunt, at);
            }
        }
    }

    private readonly void Emails(int block, ulong signs)
    {
        for (; signs != 0; signs &= signs - 1)
        {
            Email.Find(_hunt, block + BitOperations.TrailingZeroCount(signs));
        }
    }

    private void Runs(int block, ulong sixteenths)
    {
        for (; sixteenths != 0; sixteenths &= sixteenths - 1)
        {
            var start = block + BitOperations.TrailingZeroCount(sixteenths) - (RunMask.Length - 1);
            if (start >= _runsUntil)
            {
                _runsUntil = SecretFinder.Find(_hunt, start);
            }
        }
    }

    private readonly void Assigns(int block, ulong signs)
    {
        for (; signs != 0; signs &= signs - 1)
        {
            var at = block + BitOperations.TrailingZeroCount(signs);
            if (_secrets)
            {
                Assignment.Find(_hunt, at);
            }

            if (_hunt.Text[at] == ':')
            {
                Colon(at);
            }
        }
    }

    private readonly void Colon(int at)
    {
        var next = Bytes.At(_hunt.Text, at + 1);
        if (next == '/')
        {
            UrlCredentials.Find(_hunt, at);
        }
        else if ((next == ':' || Bytes.IsHex(next)) && _hunt.Wants(Kinds.Ip | Kinds.Mac))
        {
            ColonAddress.Find(_hunt, at);
        }
    }

    private void Dashes(int block, ulong pairs)
    {
        for (; pairs != 0; pairs &= pairs - 1)
        {
            _privateKeys.Find(_hunt, block + BitOperations.TrailingZeroCount(pairs) - 1);
        }
    }

    private void Words(int block, ulong starts)
    {
        for (; starts != 0; starts &= starts - 1)
        {
            _nameWalk.Visit(_hunt, block + BitOperations.TrailingZeroCount(starts));
        }
    }
}
