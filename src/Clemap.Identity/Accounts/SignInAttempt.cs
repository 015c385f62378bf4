using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;

namespace Clemap.Identity.Accounts;

/// <summary>One try to sign in. Whoever fails learns nothing from the answer: neither whether the address is known nor whether it is locked.</summary>
internal sealed partial class SignInAttempt(SignInManager<Account> signIn, ILogger<SignInAttempt> log)
{
    private static readonly Account Nobody = new();
    private static string? nobodysHash;

    /// <param name="from">Address of the caller, for the log.</param>
    public async Task<bool> SucceedsAsync(string email, string password, IPAddress? from)
    {
        var accounts = signIn.UserManager;
        if (await accounts.FindByEmailAsync(email) is not { } account)
        {
            // An unknown address takes as long as a wrong password.
            nobodysHash ??= accounts.PasswordHasher.HashPassword(Nobody, "nobody's password");
            accounts.PasswordHasher.VerifyHashedPassword(Nobody, nobodysHash, password);
            Unknown(log, from);
            return false;
        }
        var result = await signIn.PasswordSignInAsync(account, password, isPersistent: false, lockoutOnFailure: true);
        if (result.Succeeded)
            SignedIn(log, account.Id, from);
        else if (result.IsLockedOut)
            Locked(log, account.Id, from);
        else
            Wrong(log, account.Id, from);
        return result.Succeeded;
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "{AccountId} signed in from {From}")]
    private static partial void SignedIn(ILogger log, Guid accountId, IPAddress? from);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning, Message = "Wrong password for {AccountId} from {From}")]
    private static partial void Wrong(ILogger log, Guid accountId, IPAddress? from);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Warning, Message = "Sign-in of {AccountId} is locked after too many wrong passwords; last from {From}")]
    private static partial void Locked(ILogger log, Guid accountId, IPAddress? from);

    // Without the address that was typed: people type their password into the wrong field.
    [LoggerMessage(EventId = 1004, Level = LogLevel.Warning, Message = "Sign-in with an unknown address from {From}")]
    private static partial void Unknown(ILogger log, IPAddress? from);
}
