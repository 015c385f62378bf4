using System.Buffers.Text;
using System.Security.Cryptography;

namespace Clemap.Edge.LocalApi.Access;

/// <param name="Stamp">As of <see cref="Account.Stamp"/> when it was opened.</param>
/// <param name="Csrf">Goes with each write: another site can send the cookie, but does not know this.</param>
internal sealed record Session(string Name, string Stamp, string Csrf, long OpenedAt)
{
    public long UsedAt { get; set; } = OpenedAt;
}

/// <summary>Who is signed in, in memory: after a restart of the process everybody signs in again.</summary>
internal sealed class SignedIn(TimeProvider time)
{
    private const int Most = 100;
    private static readonly TimeSpan IdleEndsAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan EndsAfter = TimeSpan.FromHours(12);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Session> open = [];

    /// <returns>What goes into the cookie.</returns>
    public (string Cookie, Session Session) Open(Account account)
    {
        string cookie = Random();
        var session = new Session(account.Name, account.Stamp, Random(), time.GetTimestamp());
        lock (gate)
        {
            foreach (string over in open.Where(entry => IsOver(entry.Value)).Select(entry => entry.Key).ToList())
                open.Remove(over);
            if (open.Count >= Most)
                open.Remove(open.MinBy(entry => entry.Value.UsedAt).Key);
            open[AccountStore.Sha256(cookie)] = session;
        }
        return (cookie, session);
    }

    /// <summary>Also counts as a use.</summary>
    public Session? Find(string cookie)
    {
        lock (gate)
        {
            if (!open.TryGetValue(AccountStore.Sha256(cookie), out var session) || IsOver(session))
                return null;
            session.UsedAt = time.GetTimestamp();
            return session;
        }
    }

    public void Close(string cookie)
    {
        lock (gate)
            open.Remove(AccountStore.Sha256(cookie));
    }

    private bool IsOver(Session session) => time.GetElapsedTime(session.UsedAt) > IdleEndsAfter || time.GetElapsedTime(session.OpenedAt) > EndsAfter;

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
