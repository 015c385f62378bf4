using Clemap.Identity.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Identity.Sessions;

/// <summary>What the person can look up: who tried to sign in to the account, from where, and with which result.</summary>
internal sealed class SignInJournal(IdentityContext database, TimeProvider time)
{
    public const int PageSize = 20;

    /// <summary>Longer than anybody takes to notice; short enough that addresses of people do not pile up.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    private static readonly TimeSpan LockedOnceIn = TimeSpan.FromMinutes(1);

    /// <summary>To the unit of work of whoever calls.</summary>
    public void Add(Guid accountId, string result, Caller caller) => database.SignIns.Add(new()
    {
        Id = Guid.CreateVersion7(),
        AccountId = accountId,
        At = time.GetUtcNow(),
        Result = result,
        Browser = caller.Browser,
        Address = caller.Address,
    });

    /// <summary>While an account is locked, tries cost nothing and may come by the thousand: one a minute is written.</summary>
    public async Task WriteAsync(Guid accountId, string result, Caller caller, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - LockedOnceIn;
        if (result == SignInResults.Locked
            && await database.SignIns.AnyAsync(row => row.AccountId == accountId && row.Result == result && row.At > since, cancellationToken))
        {
            return;
        }
        Add(accountId, result, caller);
        await database.SaveChangesAsync(cancellationToken);
    }

    /// <param name="page">From 1, the newest.</param>
    /// <returns>Up to <see cref="PageSize"/> entries, and whether there are older ones.</returns>
    public async Task<(IReadOnlyList<SignInRow> Entries, bool More)> PageAsync(Guid accountId, int page, CancellationToken cancellationToken)
    {
        var entries = await database.SignIns.AsNoTracking()
            .Where(row => row.AccountId == accountId)
            .OrderByDescending(row => row.At).ThenByDescending(row => row.Id)
            .Skip((page - 1) * PageSize).Take(PageSize + 1)
            .ToListAsync(cancellationToken);
        return ([.. entries.Take(PageSize)], entries.Count > PageSize);
    }

    public Task RemoveOldAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Kept;
        return database.SignIns.Where(row => row.At < before).ExecuteDeleteAsync(cancellationToken);
    }
}
