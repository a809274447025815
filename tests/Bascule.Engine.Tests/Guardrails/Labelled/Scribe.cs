using System.Text;
using Bascule.Engine.Tests.Guardrails.Labelled.Names;
using Bascule.Engine.Tests.Guardrails.Labelled.Tongues;
using Bascule.Engine.Tests.Guardrails.Labelled.Values;

namespace Bascule.Engine.Tests.Guardrails.Labelled;

/// <summary>Writes one text and notes where in it what stands.</summary>
internal sealed class Scribe(Dice dice, Tongue tongue)
{
    private readonly StringBuilder _text = new();
    private readonly List<Label> _labels = [];
    private int _bytes;

    /// <summary>Of a hundred values so many are disguised.</summary>
    public int DisguisedShare { get; init; }

    public Dice Dice => dice;

    public Tongue Tongue => tongue;

    public Scribe Write(string literal)
    {
        _text.Append(literal);
        _bytes += Encoding.UTF8.GetByteCount(literal);
        return this;
    }

    /// <param name="told">The words around it say what it is.</param>
    public Scribe Value(string kind, bool told, bool oneLine = false)
    {
        switch (kind)
        {
            case "name":
                var (title, name) = told ? NameForms.Any(dice, tongue.Code) : ("", NameForms.Full(dice, tongue.Code));
                return Write(title).Labelled("name", name);
            case "given":
                return Labelled("name", People.Meet(dice, tongue.Code).Given);
            case "family":
                return Labelled("name", People.Meet(dice, tongue.Code).Family);
            case "full":
                return Labelled("name", NameForms.Full(dice, tongue.Code));
            case "reversed":
                return Labelled("name", NameForms.Reversed(dice, tongue.Code));
            case "small":
                return Labelled("name", NameForms.Full(dice, tongue.Code).ToLowerInvariant());
            default:
                return Labelled(kind, Plain(kind, told, oneLine));
        }
    }

    /// <summary>A sentence with slots: a kind is a value to be found, all else is what nobody need hide.</summary>
    public Scribe Sentence(string template, bool told = true, bool oneLine = false)
    {
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            if (open < 0)
            {
                return Write(template[at..]);
            }

            var close = template.IndexOf('}', open);
            Write(template[at..open]);
            Slot(template[(open + 1)..close], told, oneLine);
            at = close + 1;
        }

        return this;
    }

    public LabelledText Done(string genre, bool attack = false) => new(_text.ToString(), genre, tongue.Code, _labels, attack);

    private void Slot(string slot, bool told, bool oneLine)
    {
        if (tongue.Fill(slot, dice) is { } harmless)
        {
            Write(harmless);
        }
        else
        {
            Value(slot, told, oneLine);
        }
    }

    private Scribe Labelled(string kind, string plain)
    {
        // A key block is no longer one when its lines are torn, and nobody percent-encodes a URL inside itself.
        var disguised = kind is not ("private_key" or "url_credentials" or "secret") && dice.Chance(DisguisedShare);
        var written = disguised ? Disguise.Any(plain, dice) : plain;
        disguised = written != plain;
        _labels.Add(new Label(kind, _bytes, Encoding.UTF8.GetByteCount(written), disguised));
        return Write(written);
    }

    private string Plain(string kind, bool told, bool oneLine) => kind switch
    {
        "email" => Reaches.Email(dice),
        "phone" => Reaches.Phone(dice, told),
        "ip" => Reaches.Ip(dice),
        "mac" => Reaches.Mac(dice),
        "url_credentials" => Reaches.UrlCredentials(dice),
        "iban" => Registers.Iban(dice),
        "card" => Registers.Card(dice),
        "ssn" => Registers.Ssn(dice, told),
        "nino" => Registers.Nino(dice),
        "steuerid" => Registers.SteuerId(dice),
        "insee" => Registers.Insee(dice),
        "dni" => Registers.Dni(dice),
        "codicefiscale" => Registers.CodiceFiscale(dice),
        "secret" => Secrets.Secret(dice),
        "private_key" => Secrets.PrivateKey(dice, oneLine),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such slot"),
    };
}
