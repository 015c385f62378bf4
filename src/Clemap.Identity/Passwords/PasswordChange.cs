using System.Globalization;
using Clemap.Identity.Accounts;
using Clemap.Identity.Letters;
using Clemap.Identity.Links;
using Microsoft.AspNetCore.Identity;

namespace Clemap.Identity.Passwords;

/// <summary>Gives an account another password, which ends all its sign-ins, voids all its links, and tells the person by mail.</summary>
internal sealed class PasswordChange(UserManager<Account> accounts, AccountLinks links, LetterQueue letters)
{
    /// <returns>Sentences that name the rules it breaks; empty for an acceptable one.</returns>
    public async Task<IReadOnlyList<string>> BrokenRulesAsync(Account account, string password)
    {
        var sentences = new List<string>();
        foreach (var validator in accounts.PasswordValidators)
            sentences.AddRange((await validator.ValidateAsync(accounts, account, password)).Errors.Select(error => error.Description));
        return sentences;
    }

    /// <summary>Only after <see cref="BrokenRulesAsync"/>.</summary>
    public async Task SetAsync(Account account, string password, CancellationToken cancellationToken)
    {
        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);
        account.AccessFailedCount = 0;
        account.LockoutEnd = null;
        // Saves the account too.
        var saved = await accounts.UpdateSecurityStampAsync(account);
        if (!saved.Succeeded)
            throw new InvalidOperationException($"The password was not saved: {string.Join(' ', saved.Errors.Select(error => error.Code))}");
        await links.VoidAsync(account.Id, cancellationToken);
        letters.TryAdd(LetterWanted.About(account, LetterKind.PasswordChanged, CultureInfo.CurrentUICulture.Name));
    }
}
