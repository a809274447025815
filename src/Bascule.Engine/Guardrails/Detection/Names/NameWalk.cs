namespace Bascule.Engine.Guardrails.Detection.Names;

/// <summary>Names of people, from word to word.</summary>
internal struct NameWalk
{
    private int _until;

    public void Visit(Hunt hunt, int at) => _until = Math.Max(_until, at);
}
