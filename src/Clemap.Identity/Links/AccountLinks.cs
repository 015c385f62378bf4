using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Clemap.Identity.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Identity.Links;

/// <summary>Makes links for letters, and takes each once.</summary>
internal sealed class AccountLinks(IdentityContext database, TimeProvider time)
{
    private const int SecretBytes = 32;

    /// <summary>The secret of a new link; the one before it of the same purpose is void from now on.</summary>
    public async Task<string> MakeAsync(Guid accountId, string purpose, string? newEmail, CancellationToken cancellationToken)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        await database.Database.ExecuteSqlAsync(
            $"""
             insert into identity.account_links (account_id, purpose, secret_hash, new_email, expires_at)
             values ({accountId}, {purpose}, {HashOf(secret)}, {newEmail}, {time.GetUtcNow() + LinkPurpose.LifetimeOf(purpose)})
             on conflict (account_id, purpose) do update
             set secret_hash = excluded.secret_hash, new_email = excluded.new_email, expires_at = excluded.expires_at
             """,
            cancellationToken);
        return secret;
    }

    /// <summary><see langword="null"/> for one that is unknown, used, replaced or too old.</summary>
    public async Task<AccountLink?> FindAsync(string? secret, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(secret))
            return null;
        var (hash, now) = (HashOf(secret), time.GetUtcNow());
        return await database.Links.AsNoTracking().SingleOrDefaultAsync(link => link.SecretHash == hash && link.ExpiresAt > now, cancellationToken);
    }

    /// <summary>True for one caller alone, however many have the link at the same moment.</summary>
    public async Task<bool> UseAsync(AccountLink link, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await database.Links.Where(row => row.SecretHash == link.SecretHash && row.ExpiresAt > now).ExecuteDeleteAsync(cancellationToken) == 1;
    }

    public Task VoidAsync(Guid accountId, CancellationToken cancellationToken) =>
        database.Links.Where(link => link.AccountId == accountId).ExecuteDeleteAsync(cancellationToken);

    public Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.Links.Where(link => link.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
