namespace Bascule.Engine.Conversation;

/// <summary>A value, or why there is none.</summary>
public readonly struct Read<T>
    where T : class
{
    private Read(T? value, Failure? failure) => (Value, Failure) = (value, failure);

    public T? Value { get; }

    public Failure? Failure { get; }

    public static implicit operator Read<T>(T value) => new(value, null);

    public static implicit operator Read<T>(Failure failure) => new(null, failure);
}
