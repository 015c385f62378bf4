using System.Globalization;

namespace Clemap.Billing.CheckDigits;

/// <summary>Swiss and Liechtenstein account numbers.</summary>
internal static class Iban
{
    /// <summary>Without blanks, upper case.</summary>
    public static string Normalise(string iban) => string.Concat(iban.Where(letter => !char.IsWhiteSpace(letter))).ToUpperInvariant();

    public static bool IsValid(string iban) =>
        iban.Length == 21 && (iban.StartsWith("CH", StringComparison.Ordinal) || iban.StartsWith("LI", StringComparison.Ordinal))
        && iban.All(char.IsAsciiLetterOrDigit) && Modulo97.Of(iban[4..] + iban[..4]) == 1;

    /// <summary>True when the institution (digits 5 to 9) is in the range of QR-IBANs: then a reference must be a QRR.</summary>
    public static bool IsQrIban(string iban) =>
        IsValid(iban) && int.TryParse(iban.AsSpan(4, 5), NumberStyles.None, CultureInfo.InvariantCulture, out var institution)
        && institution is >= 30_000 and <= 31_999;

    /// <summary>In groups of four, as printed.</summary>
    public static string Print(string iban) => string.Join(' ', iban.Chunk(4).Select(group => new string(group)));
}
