using System.Globalization;
using Clemap.Identity.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Clemap.Identity.Passwords;

/// <summary>The framework's own rule of length, in the reader's language.</summary>
internal sealed class AccountErrors : IdentityErrorDescriber
{
    public override IdentityError PasswordTooShort(int length) => new()
    {
        Code = nameof(PasswordTooShort),
        Description = string.Format(CultureInfo.CurrentCulture, AccountTexts.Of(nameof(PasswordTooShort)), length),
    };
}
