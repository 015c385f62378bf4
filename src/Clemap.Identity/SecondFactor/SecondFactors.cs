using System.Security.Cryptography;
using System.Text;
using Clemap.Identity.Accounts;
using Clemap.Identity.Database;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Identity.SecondFactor;

/// <summary>Switches the second factor on and off, and takes its codes: each once.</summary>
internal sealed class SecondFactors(IdentityContext database, UserManager<Account> accounts, IDataProtectionProvider protection, TimeProvider time)
{
    public const int RecoveryCodes = 10;
    private const int RecoveryCodeLength = 16;
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private readonly IDataProtector stored = protection.CreateProtector("Clemap.Identity.Authenticator");
    private readonly ITimeLimitedDataProtector offered = protection.CreateProtector("Clemap.Identity.Authenticator.Offer").ToTimeLimitedDataProtector();

    /// <summary>A new secret, and the same as text that only this server can read back, within a quarter of an hour and for this account.</summary>
    public (byte[] Secret, string Offer) Offer(Account account)
    {
        var secret = RandomNumberGenerator.GetBytes(OneTimeCodes.SecretBytes);
        return (secret, Convert.ToBase64String(offered.Protect([.. account.Id.ToByteArray(), .. secret], TimeSpan.FromMinutes(15))));
    }

    /// <summary><see langword="null"/> for an offer that is too old, another account's or not ours.</summary>
    public byte[]? Read(Account account, string? offer)
    {
        try
        {
            var content = offered.Unprotect(Convert.FromBase64String(offer ?? ""));
            return content.AsSpan().StartsWith(account.Id.ToByteArray()) ? content[16..] : null;
        }
        catch (Exception foreign) when (foreign is FormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <returns>The recovery codes, which are shown this once; <see langword="null"/> when the code is not of the secret.</returns>
    public async Task<IReadOnlyList<string>?> SwitchOnAsync(Account account, byte[] secret, string code, CancellationToken cancellationToken)
    {
        if (OneTimeCodes.StepOf(secret, code, time.GetUtcNow()) is not { } step)
            return null;
        var hidden = stored.Protect(secret);
        await using var unit = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync(
            $"""
             insert into identity.authenticators (account_id, secret, last_step) values ({account.Id}, {hidden}, {step})
             on conflict (account_id) do update set secret = excluded.secret, last_step = excluded.last_step
             """,
            cancellationToken);
        var codes = await RenewAsync(account, cancellationToken);
        Check(await accounts.SetTwoFactorEnabledAsync(account, true));
        await unit.CommitAsync(cancellationToken);
        return codes;
    }

    public async Task SwitchOffAsync(Account account, CancellationToken cancellationToken)
    {
        await using var unit = await database.Database.BeginTransactionAsync(cancellationToken);
        await database.Authenticators.Where(row => row.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        await database.RecoveryCodes.Where(row => row.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        Check(await accounts.SetTwoFactorEnabledAsync(account, false));
        await unit.CommitAsync(cancellationToken);
    }

    /// <summary>Ten new ones in place of those before.</summary>
    public async Task<IReadOnlyList<string>> RenewRecoveryCodesAsync(Account account, CancellationToken cancellationToken)
    {
        await using var unit = await database.Database.BeginTransactionAsync(cancellationToken);
        var codes = await RenewAsync(account, cancellationToken);
        await unit.CommitAsync(cancellationToken);
        return codes;
    }

    public Task<int> RecoveryCodesLeftAsync(Account account, CancellationToken cancellationToken) =>
        database.RecoveryCodes.CountAsync(row => row.AccountId == account.Id, cancellationToken);

    /// <summary>Takes a code of the app. Of several who bring the same code at once, one succeeds.</summary>
    public async Task<bool> TakeCodeAsync(Account account, string code)
    {
        if (await database.Authenticators.AsNoTracking().SingleOrDefaultAsync(row => row.AccountId == account.Id) is not { } authenticator
            || OneTimeCodes.StepOf(stored.Unprotect(authenticator.Secret), code, time.GetUtcNow()) is not { } step)
        {
            return false;
        }
        return await database.Authenticators.Where(row => row.AccountId == account.Id && row.LastStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastStep, step)) == 1;
    }

    /// <summary>Takes a recovery code, which is gone afterwards.</summary>
    public async Task<bool> TakeRecoveryCodeAsync(Account account, string code)
    {
        var hash = HashOf(code);
        return await database.RecoveryCodes.Where(row => row.AccountId == account.Id && row.CodeHash == hash).ExecuteDeleteAsync() == 1;
    }

    private async Task<IReadOnlyList<string>> RenewAsync(Account account, CancellationToken cancellationToken)
    {
        await database.RecoveryCodes.Where(row => row.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString(Letters, RecoveryCodeLength)).ToList();
        database.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCodeRow { AccountId = account.Id, CodeHash = HashOf(code) }));
        await database.SaveChangesAsync(cancellationToken);
        return [.. codes.Select(code => string.Join('-', code.Chunk(4).Select(part => new string(part))))];
    }

    private static byte[] HashOf(string code) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant()));

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException($"The account was not saved: {string.Join(' ', result.Errors.Select(error => error.Code))}");
    }
}
