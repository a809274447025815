namespace Bascule.Engine.Catalog;

/// <summary>How far a model is open; weights under a free licence without the training data are open weights, not open source.</summary>
public enum Openness
{
    Closed,
    OpenWeights,
    OpenSource,
}
