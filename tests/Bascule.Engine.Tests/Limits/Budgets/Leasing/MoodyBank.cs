using Bascule.Engine.Limits.Budgets.Leasing;

namespace Bascule.Engine.Tests.Limits.Budgets.Leasing;

/// <summary>Books that can't be asked now and then.</summary>
internal sealed class MoodyBank(IBank bank) : IBank
{
    /// <summary>Nobody is answered; what is asked does not happen.</summary>
    public bool IsAway { get; set; }

    /// <summary>Nobody is answered, but what is asked happens.</summary>
    public bool IsDeaf { get; set; }

    public ValueTask<Opening?> OpenAsync(string replica, string seat, string books) => Do(() => bank.OpenAsync(replica, seat, books));

    public ValueTask<bool?> BringAsync(string books, string replica, IReadOnlyList<PotEntry> entries, long after) => Do(() => bank.BringAsync(books, replica, entries, after));

    public ValueTask<bool> EnterAsync(string books, string replica, string seat, IReadOnlyList<string> expected) => Do(() => bank.EnterAsync(books, replica, seat, expected));

    public ValueTask<Answer?> SayAsync(Sentence sentence) => Do(() => bank.SayAsync(sentence));

    public ValueTask<long?> BuryAsync(string replica, string seat, TimeSpan silent, bool whole) => Do(() => bank.BuryAsync(replica, seat, silent, whole));

    public ValueTask<bool> AbsolveAsync(string seat, string replica) => Do(() => bank.AbsolveAsync(seat, replica));

    public ValueTask<bool> SeededAsync(string books) => Do(() => bank.SeededAsync(books));

    public ValueTask<bool> TryLockAsync(string books, bool seeds, string replica, TimeSpan time) => Do(() => bank.TryLockAsync(books, seeds, replica, time));

    public ValueTask<IReadOnlyList<PotFigures>?> ReadAsync(IReadOnlyList<string> pots, string replica) => Do(() => bank.ReadAsync(pots, replica));

    private async ValueTask<T> Do<T>(Func<ValueTask<T>> step)
    {
        if (IsAway)
        {
            return default!;
        }

        var done = await Turns.Without(step);
        return IsDeaf ? default! : done;
    }
}
