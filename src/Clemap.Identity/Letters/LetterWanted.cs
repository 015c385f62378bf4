using Clemap.Identity.Accounts;

namespace Clemap.Identity.Letters;

internal enum LetterKind
{
    /// <summary>With a link to choose a new password.</summary>
    Reset,

    /// <summary>With a link that proves the address of a new account.</summary>
    Confirm,

    /// <summary>With a link that proves the address an account is to change to.</summary>
    ChangeEmail,

    PasswordChanged,
    EmailChanged,
    SecondFactorOn,
    SecondFactorOff,
    PasskeyAdded,
    PasskeyRemoved,
    ExternalLinked,
    ExternalUnlinked,
}

/// <summary>A letter to be written. It holds no link: that is made when the letter is.</summary>
/// <param name="Account">Whom it is about; <see langword="null"/> where somebody only typed <paramref name="Address"/>.</param>
/// <param name="Address">As typed, or where it goes.</param>
/// <param name="Culture">Language of the reader.</param>
internal sealed record LetterWanted(LetterKind Kind, Guid? Account, string Address, string Culture)
{
    /// <summary>News about the account, to its address.</summary>
    public static LetterWanted About(Account account, LetterKind kind, string culture) => new(kind, account.Id, account.Email!, culture);
}
