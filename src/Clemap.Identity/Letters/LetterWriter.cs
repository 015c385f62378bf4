using System.Globalization;
using Clemap.Identity.Accounts;
using Clemap.Identity.Links;
using Clemap.Platform.Mail;
using Microsoft.AspNetCore.Identity;

namespace Clemap.Identity.Letters;

/// <summary>Finds out whether a letter is due, makes its link, and sends it.</summary>
internal sealed class LetterWriter(UserManager<Account> accounts, AccountLinks links, IMailer mailer, IdentitySettings settings)
{
    /// <returns>False where nobody gets one: the address is unknown, or what it is about is done.</returns>
    /// <exception cref="MailException">It could not be handed over.</exception>
    public async Task<bool> WriteAsync(LetterWanted wanted, CancellationToken cancellationToken)
    {
        var account = wanted.Account is { } id ? await accounts.FindByIdAsync(id.ToString()) : await accounts.FindByEmailAsync(wanted.Address);
        if (account is null || !await IsDueAsync(wanted, account))
            return false;
        var link = wanted.Kind switch
        {
            LetterKind.Reset => await LinkAsync(AccountPaths.Reset, LinkPurpose.Reset, null),
            LetterKind.Confirm => await LinkAsync(AccountPaths.Confirm, LinkPurpose.Confirm, null),
            LetterKind.ChangeEmail => await LinkAsync(AccountPaths.Confirm, LinkPurpose.ChangeEmail, wanted.Address),
            LetterKind.ExternalLinked or LetterKind.ExternalUnlinked => new Uri(settings.Url, AccountPaths.ExternalLinks).AbsoluteUri,
            _ => new Uri(settings.Url, AccountPaths.Forgotten).AbsoluteUri,
        };
        var culture = CultureInfo.GetCultureInfo(wanted.Culture);
        var text = string.Format(culture, AccountTexts.In(culture, $"Letter.{wanted.Kind}"), account.Name, link);
        await mailer.SendAsync(
            new Letter(Guid.CreateVersion7(), wanted.Account is null ? account.Email! : wanted.Address, account.Name, AccountTexts.In(culture, $"Letter.{wanted.Kind}.Subject"), text),
            cancellationToken);
        return true;

        async Task<string> LinkAsync(string path, string purpose, string? newEmail)
        {
            var secret = await links.MakeAsync(account.Id, purpose, newEmail, cancellationToken);
            return new Uri(settings.Url, $"{path}?link={secret}").AbsoluteUri;
        }
    }

    private async Task<bool> IsDueAsync(LetterWanted wanted, Account account) => wanted.Kind switch
    {
        LetterKind.Confirm => !account.EmailConfirmed,
        LetterKind.ChangeEmail => await accounts.FindByEmailAsync(wanted.Address) is null,
        _ => true,
    };
}
