namespace Clemap.Edge.LocalApi.Access;

/// <summary>
/// Who guesses has to wait: five failures are free, then it takes 30 s, twice as long with each further one, up to 15 minutes. Counted by account
/// and not by address, because whoever guesses can have many addresses.
/// </summary>
internal sealed class Lockout(TimeProvider time)
{
    private const int Free = 5;
    private const int MostNames = 200;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (int Failures, long At)> failed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long this name has to wait; <see langword="null"/> when it may try.</summary>
    public TimeSpan? Waits(string name)
    {
        lock (gate)
        {
            if (!failed.TryGetValue(name, out var seen) || seen.Failures < Free)
                return null;
            double factor = Math.Pow(2, Math.Min(seen.Failures - Free, 10));
            var wait = First * factor < Longest ? First * factor : Longest;
            var left = wait - time.GetElapsedTime(seen.At);
            return left > TimeSpan.Zero ? left : null;
        }
    }

    public void Failed(string name)
    {
        lock (gate)
        {
            foreach (string old in failed.Where(entry => time.GetElapsedTime(entry.Value.At) > ForgottenAfter).Select(entry => entry.Key).ToList())
                failed.Remove(old);
            if (failed.Count >= MostNames && !failed.ContainsKey(name))
                failed.Remove(failed.MinBy(entry => entry.Value.Failures).Key);
            failed[name] = (failed.GetValueOrDefault(name).Failures + 1, time.GetTimestamp());
        }
    }

    public void Succeeded(string name)
    {
        lock (gate)
            failed.Remove(name);
    }
}
