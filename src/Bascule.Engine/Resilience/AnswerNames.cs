namespace Bascule.Engine.Resilience;

/// <summary>Id and model of an answer whose wire names none: callers' clients want both.</summary>
internal static class AnswerNames
{
    public static string Id(string told) => told.Length > 0 ? told : "answer_" + Guid.CreateVersion7().ToString("N");

    /// <summary>The name it was asked by.</summary>
    public static string Model(string told, Target target) => told.Length > 0 ? told : target.Deployment.Upstream;
}
