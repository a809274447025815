using Bascule.Engine.Guardrails.Detection;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>Finds in an answer what the detectors of requests find there.</summary>
public sealed class DetectorFinder(DetectorSet detectors) : IAnswerFinder
{
    public void Find(ReadOnlySpan<byte> text, List<Finding> found) => detectors.Find(text, found);
}
