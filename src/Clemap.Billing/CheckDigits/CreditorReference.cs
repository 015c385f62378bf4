using System.Globalization;

namespace Clemap.Billing.CheckDigits;

/// <summary>SCOR, the creditor reference of ISO 11649. Goes with an ordinary IBAN.</summary>
internal static class CreditorReference
{
    /// <param name="text">Up to 21 of 0-9 and A-Z.</param>
    public static string Create(string text)
    {
        if (text.Length is 0 or > 21 || !text.All(letter => char.IsAsciiDigit(letter) || char.IsAsciiLetterUpper(letter)))
            throw new ArgumentException("A creditor reference is made of up to 21 digits and capital letters.", nameof(text));
        return "RF" + (98 - Modulo97.Of(text + "RF00")).ToString("D2", CultureInfo.InvariantCulture) + text;
    }

    public static string Print(string reference) => string.Join(' ', reference.Chunk(4).Select(group => new string(group)));
}
