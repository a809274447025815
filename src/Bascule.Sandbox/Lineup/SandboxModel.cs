using Bascule.Sandbox.Skills;

namespace Bascule.Sandbox.Lineup;

/// <summary>One simulated model: what it is called and what it can do.</summary>
internal sealed record SandboxModel(string Id, string Name, string Owner, int ContextWindow, int MaxOutput, SkillLevel Level)
{
    /// <summary>The day both were made up; model lists want one.</summary>
    public static readonly DateTimeOffset Created = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly IReadOnlyList<SandboxModel> All =
    [
        new("sandbox-frontier", "Sandbox Frontier (simulated)", "sandbox-vendor", 200_000, 64_000, new SkillLevel(6, 9, 40)),
        new("sandbox-open", "Sandbox Open (simulated)", "sandbox-self-hosted", 128_000, 32_000, new SkillLevel(2, 3, 8)),
    ];

    /// <summary>The open one goes on from the beginning of an answer, as engines do; the closed one refuses it, as the newest closed models do.</summary>
    public bool GoesOn => Id == "sandbox-open";

    public static SandboxModel? Find(string id) => All.FirstOrDefault(model => model.Id == id);
}
