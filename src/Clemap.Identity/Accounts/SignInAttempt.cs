using Clemap.Identity.SecondFactor;
using Clemap.Identity.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;

namespace Clemap.Identity.Accounts;

/// <summary>One try to sign in. Whoever fails learns nothing from the answer: neither whether the address is known nor whether it is locked.</summary>
internal sealed partial class SignInAttempt(AccountSignIn signIn, SignInJournal journal, ILogger<SignInAttempt> log)
{
    private static readonly Account Nobody = new();
    private static string? nobodysHash;

    /// <param name="from">For the log and the journal of the account.</param>
    public async Task<SignInOutcome> TryAsync(string email, string password, Caller from)
    {
        if (await Accounts.FindByEmailAsync(email) is not { } account)
        {
            TakeTheSameTime(password);
            Unknown(log, from.Address);
            return SignInOutcome.Failed;
        }
        if (!account.EmailConfirmed)
            return await UnconfirmedAsync(account, password, from);
        var result = await signIn.PasswordSignInAsync(account, password, isPersistent: false, lockoutOnFailure: true);
        if (result.Succeeded)
        {
            SignedIn(log, account.Id, from.Address);
            return SignInOutcome.SignedIn;
        }
        if (result.RequiresTwoFactor)
            return SignInOutcome.NeedsCode;
        await FailedAsync(account, result.IsLockedOut ? SignInResults.Locked : SignInResults.WrongPassword, from);
        return SignInOutcome.Failed;
    }

    /// <summary>The step after <see cref="SignInOutcome.NeedsCode"/>. Wrong codes count towards the lockout as wrong passwords do.</summary>
    public async Task<bool> CodeSucceedsAsync(Account account, string code, Caller from)
    {
        var digits = code.Replace(" ", "", StringComparison.Ordinal);
        var isOfTheApp = digits.Length == OneTimeCodes.Digits && digits.All(char.IsAsciiDigit);
        var result = await signIn.TwoFactorSignInAsync(isOfTheApp ? AppCodeProvider.Name : RecoveryCodeProvider.Name, code, isPersistent: false, rememberClient: false);
        if (result.Succeeded)
            SignedIn(log, account.Id, from.Address);
        else
            await FailedAsync(account, result.IsLockedOut ? SignInResults.Locked : SignInResults.WrongCode, from);
        return result.Succeeded;
    }

    private UserManager<Account> Accounts => signIn.UserManager;

    // The framework refuses an unproven address before it looks at the password, which would tell strangers that the account exists.
    private async Task<SignInOutcome> UnconfirmedAsync(Account account, string password, Caller from)
    {
        if (await Accounts.IsLockedOutAsync(account))
        {
            TakeTheSameTime(password);
            await FailedAsync(account, SignInResults.Locked, from);
            return SignInOutcome.Failed;
        }
        if (await Accounts.CheckPasswordAsync(account, password))
        {
            await FailedAsync(account, SignInResults.Unconfirmed, from);
            return SignInOutcome.Unconfirmed;
        }
        await Accounts.AccessFailedAsync(account);
        await FailedAsync(account, SignInResults.WrongPassword, from);
        return SignInOutcome.Failed;
    }

    private async Task FailedAsync(Account account, string result, Caller from)
    {
        Failed(log, account.Id, result, from.Address);
        await journal.WriteAsync(account.Id, result, from, CancellationToken.None);
    }

    // An unknown address takes as long as a wrong password.
    private void TakeTheSameTime(string password)
    {
        nobodysHash ??= Accounts.PasswordHasher.HashPassword(Nobody, "nobody's password");
        Accounts.PasswordHasher.VerifyHashedPassword(Nobody, nobodysHash, password);
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "{AccountId} signed in from {From}")]
    private static partial void SignedIn(ILogger log, Guid accountId, string from);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "Sign-in of {AccountId} failed ({Result}) from {From}")]
    private static partial void Failed(ILogger log, Guid accountId, string result, string from);

    // Without the address that was typed: people type their password into the wrong field.
    [LoggerMessage(EventId = 1004, Level = LogLevel.Warning, Message = "Sign-in with an unknown address from {From}")]
    private static partial void Unknown(ILogger log, string from);
}
