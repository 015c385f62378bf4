using Clemap.Identity.Accounts;
using Clemap.Identity.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Identity.Sessions;

/// <summary>Starts, finds and ends sign-ins.</summary>
internal sealed class Sessions(IdentityContext database, SignInJournal journal, TimeProvider time)
{
    /// <summary>As long as a refresh token lives: after that nothing can come of the sign-in any more.</summary>
    private static readonly TimeSpan KeptUnseen = TimeSpan.FromDays(14);

    /// <param name="how"><see cref="SignInResults.SignedIn"/> or <see cref="SignInResults.External"/>.</param>
    public async Task<Guid> StartAsync(Account account, Caller caller, string how, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = new SessionRow
        {
            Id = Guid.CreateVersion7(),
            AccountId = account.Id,
            SecurityStamp = account.SecurityStamp ?? throw new InvalidOperationException("The account has no security stamp."),
            Browser = caller.Browser,
            Address = caller.Address,
            StartedAt = now,
            LastSeenAt = now,
        };
        database.Sessions.Add(session);
        journal.Add(account.Id, how, caller);
        await database.SaveChangesAsync(cancellationToken);
        return session.Id;
    }

    /// <summary>Lets this sign-in outlive the change of the security stamp that it made itself. One that has ended stays ended.</summary>
    public Task KeepAsync(Account account, Guid id, CancellationToken cancellationToken) =>
        database.Sessions.Where(row => row.AccountId == account.Id && row.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SecurityStamp, account.SecurityStamp), cancellationToken);

    /// <summary>Notes that the sign-in was seen now. False when it has ended.</summary>
    public async Task<bool> SeenAsync(Guid accountId, Guid id, CancellationToken cancellationToken) =>
        await database.Database.ExecuteSqlAsync(
            $"""
             update identity.sessions s set last_seen_at = {time.GetUtcNow()} from identity.accounts a
             where s.id = {id} and s.account_id = {accountId} and a.id = s.account_id and a.security_stamp = s.security_stamp
             """,
            cancellationToken) == 1;

    /// <summary>Those that stand, the last seen first.</summary>
    public Task<List<SessionRow>> ListAsync(Account account, CancellationToken cancellationToken) =>
        database.Sessions.AsNoTracking()
            .Where(row => row.AccountId == account.Id && row.SecurityStamp == account.SecurityStamp)
            .OrderByDescending(row => row.LastSeenAt)
            .ToListAsync(cancellationToken);

    public async Task<bool> EndAsync(Guid accountId, Guid id, CancellationToken cancellationToken) =>
        await database.Sessions.Where(row => row.AccountId == accountId && row.Id == id).ExecuteDeleteAsync(cancellationToken) == 1;

    public Task EndAllAsync(Guid accountId, CancellationToken cancellationToken) =>
        database.Sessions.Where(row => row.AccountId == accountId).ExecuteDeleteAsync(cancellationToken);

    public Task RemoveUnseenAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - KeptUnseen;
        return database.Sessions.Where(row => row.LastSeenAt < before).ExecuteDeleteAsync(cancellationToken);
    }
}
