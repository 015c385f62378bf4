using Clemap.Identity.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Clemap.Identity.Passwords;

/// <summary>What a password must not be, beside too short. Each refusal names its rule, in the reader's language.</summary>
internal sealed class PasswordRules(CommonPasswords common) : IPasswordValidator<Account>
{
    public const int MinLength = 12;

    /// <summary>A longer one would only keep the processor busy.</summary>
    public const int MaxLength = 256;

    private const int ShortestPersonalWord = 4;

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password)
    {
        var errors = new List<IdentityError>();
        if (password is { Length: > MaxLength })
            return Task.FromResult(IdentityResult.Failed(Error("PasswordTooLong")));
        if (password is not null && IsPersonal(password, user))
            errors.Add(Error("PasswordPersonal"));
        if (password is not null && common.Contains(password))
            errors.Add(Error("PasswordCommon"));
        return Task.FromResult(errors.Count == 0 ? IdentityResult.Success : IdentityResult.Failed([.. errors]));
    }

    private static bool IsPersonal(string password, Account account)
    {
        var (folded, plain) = (CommonPasswords.Fold(password), CommonPasswords.Plain(password));
        var local = account.Email?.Split('@')[0] ?? "";
        return $"{account.Name} {local}".Split([' ', '.', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries).Append(local)
            .Where(word => word.Length >= ShortestPersonalWord)
            .Any(word => folded.Contains(CommonPasswords.Fold(word), StringComparison.Ordinal) || plain.Contains(CommonPasswords.Plain(word), StringComparison.Ordinal));
    }

    private static IdentityError Error(string code) => new() { Code = code, Description = AccountTexts.Of(code) };
}
