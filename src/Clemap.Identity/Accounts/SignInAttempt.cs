using System.Net;
using Clemap.Identity.SecondFactor;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;

namespace Clemap.Identity.Accounts;

/// <summary>One try to sign in. Whoever fails learns nothing from the answer: neither whether the address is known nor whether it is locked.</summary>
internal sealed partial class SignInAttempt(SignInManager<Account> signIn, ILogger<SignInAttempt> log)
{
    private static readonly Account Nobody = new();
    private static string? nobodysHash;

    /// <param name="from">Address of the caller, for the log.</param>
    public async Task<SignInOutcome> TryAsync(string email, string password, IPAddress? from)
    {
        if (await Accounts.FindByEmailAsync(email) is not { } account)
        {
            TakeTheSameTime(password);
            Unknown(log, from);
            return SignInOutcome.Failed;
        }
        if (!account.EmailConfirmed)
            return await UnconfirmedAsync(account, password, from);
        var result = await signIn.PasswordSignInAsync(account, password, isPersistent: false, lockoutOnFailure: true);
        if (result.Succeeded)
        {
            SignedIn(log, account.Id, from);
            return SignInOutcome.SignedIn;
        }
        if (result.RequiresTwoFactor)
            return SignInOutcome.NeedsCode;
        if (result.IsLockedOut)
            Locked(log, account.Id, from);
        else
            Wrong(log, account.Id, from);
        return SignInOutcome.Failed;
    }

    /// <summary>The step after <see cref="SignInOutcome.NeedsCode"/>. Wrong codes count towards the lockout as wrong passwords do.</summary>
    public async Task<bool> CodeSucceedsAsync(Account account, string code, IPAddress? from)
    {
        var digits = code.Replace(" ", "", StringComparison.Ordinal);
        var isOfTheApp = digits.Length == OneTimeCodes.Digits && digits.All(char.IsAsciiDigit);
        var result = await signIn.TwoFactorSignInAsync(isOfTheApp ? AppCodeProvider.Name : RecoveryCodeProvider.Name, code, isPersistent: false, rememberClient: false);
        if (result.Succeeded)
            SignedIn(log, account.Id, from);
        else if (result.IsLockedOut)
            Locked(log, account.Id, from);
        else
            WrongCode(log, account.Id, from);
        return result.Succeeded;
    }

    private UserManager<Account> Accounts => signIn.UserManager;

    // The framework refuses an unproven address before it looks at the password, which would tell strangers that the account exists.
    private async Task<SignInOutcome> UnconfirmedAsync(Account account, string password, IPAddress? from)
    {
        if (await Accounts.IsLockedOutAsync(account))
        {
            TakeTheSameTime(password);
            Locked(log, account.Id, from);
            return SignInOutcome.Failed;
        }
        if (await Accounts.CheckPasswordAsync(account, password))
        {
            NotConfirmed(log, account.Id, from);
            return SignInOutcome.Unconfirmed;
        }
        await Accounts.AccessFailedAsync(account);
        Wrong(log, account.Id, from);
        return SignInOutcome.Failed;
    }

    // An unknown address takes as long as a wrong password.
    private void TakeTheSameTime(string password)
    {
        nobodysHash ??= Accounts.PasswordHasher.HashPassword(Nobody, "nobody's password");
        Accounts.PasswordHasher.VerifyHashedPassword(Nobody, nobodysHash, password);
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "{AccountId} signed in from {From}")]
    private static partial void SignedIn(ILogger log, Guid accountId, IPAddress? from);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "Wrong password for {AccountId} from {From}")]
    private static partial void Wrong(ILogger log, Guid accountId, IPAddress? from);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Warning, Message = "Sign-in of {AccountId} is locked after too many wrong passwords; last from {From}")]
    private static partial void Locked(ILogger log, Guid accountId, IPAddress? from);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Information, Message = "{AccountId} has not confirmed the mail address; tried to sign in from {From}")]
    private static partial void NotConfirmed(ILogger log, Guid accountId, IPAddress? from);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Warning, Message = "Wrong second factor for {AccountId} from {From}")]
    private static partial void WrongCode(ILogger log, Guid accountId, IPAddress? from);

    // Without the address that was typed: people type their password into the wrong field.
    [LoggerMessage(EventId = 1004, Level = LogLevel.Warning, Message = "Sign-in with an unknown address from {From}")]
    private static partial void Unknown(ILogger log, IPAddress? from);
}
