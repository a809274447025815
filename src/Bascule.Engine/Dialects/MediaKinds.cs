namespace Bascule.Engine.Dialects;

/// <summary>Kinds of media in a request.</summary>
[Flags]
public enum MediaKinds
{
    None = 0,
    Images = 1,
    Audio = 2,
    Files = 4,
    Video = 8,
}
