namespace Clemap.Edge.LocalApi.Access;

/// <summary>
/// Who guesses has to wait: five failures are free, then it takes 30 s, twice as long with each further one, up to 15 minutes. Counted by account
/// and not by address, because whoever guesses can have many addresses. Only where the owner of an account has come from before is counted by itself, so
/// that a stranger who guesses cannot keep them out.
/// </summary>
internal sealed class Lockout(TimeProvider time)
{
    private const int Free = 5;
    private const int MostNames = 200;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Seen> failed = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<string> homes = new();

    /// <summary>What is counted when somebody tries the account from the address.</summary>
    public string KeyOf(string name, string address)
    {
        lock (gate)
            return homes.Contains(Home(name, address), StringComparer.OrdinalIgnoreCase) ? Home(name, address) : name;
    }

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

    /// <param name="isReal">There is such an account: it is not forgotten to make room for names that somebody thinks up.</param>
    public void Failed(string name, bool isReal = false)
    {
        lock (gate)
        {
            foreach (string old in failed.Where(entry => time.GetElapsedTime(entry.Value.At) > ForgottenAfter).Select(entry => entry.Key).ToList())
                failed.Remove(old);
            if (failed.Count >= MostNames && !failed.ContainsKey(name))
                failed.Remove(failed.OrderBy(entry => entry.Value.IsReal).ThenBy(entry => entry.Value.Failures).First().Key);
            failed[name] = new Seen(failed.GetValueOrDefault(name).Failures + 1, time.GetTimestamp(), isReal);
        }
    }

    public void Succeeded(string name)
    {
        lock (gate)
            failed.Remove(name);
    }

    /// <summary>The owner of the account came from the address.</summary>
    public void Succeeded(string name, string address)
    {
        Succeeded(KeyOf(name, address));
        lock (gate)
        {
            if (homes.Contains(Home(name, address), StringComparer.OrdinalIgnoreCase))
                return;
            if (homes.Count >= MostNames)
                homes.Dequeue();
            homes.Enqueue(Home(name, address));
        }
    }

    // No name has a space in it.
    private static string Home(string name, string address) => $"{name} {address}";

    private readonly record struct Seen(int Failures, long At, bool IsReal);
}
