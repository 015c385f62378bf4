using System.Diagnostics.CodeAnalysis;
using MimeKit;

namespace Clemap.Platform.Mail;

/// <summary>What counts as the mail address of one person.</summary>
public static class MailAddresses
{
    /// <summary>True for one address with a domain, without anything that could become a header.</summary>
    public static bool IsOne(string? text) => TryParse(text, out _);

    internal static bool TryParse(string? text, [NotNullWhen(true)] out MailboxAddress? address)
    {
        address = null;
        return text is { Length: > 0 and <= 254 } && !text.AsSpan().ContainsAny('\r', '\n') && MailboxAddress.TryParse(text, out address) && address.Domain is { Length: > 0 };
    }
}
