namespace Clemap.Billing.CheckDigits;

/// <summary>QRR: 26 digits and a check digit, modulo 10 recursive. Goes with a QR-IBAN.</summary>
internal static class QrReference
{
    private static ReadOnlySpan<byte> Table => [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];

    /// <param name="digits">26 digits.</param>
    public static string Create(string digits)
    {
        if (digits.Length != 26 || !digits.All(char.IsAsciiDigit))
            throw new ArgumentException("A QR reference is made of 26 digits.", nameof(digits));
        return digits + (char)('0' + CheckDigit(digits));
    }

    public static bool IsValid(string reference) =>
        reference.Length == 27 && reference.All(char.IsAsciiDigit) && reference[26] - '0' == CheckDigit(reference[..26]);

    /// <summary>Two digits, then groups of five.</summary>
    public static string Print(string reference) =>
        reference[..2] + " " + string.Join(' ', reference[2..].Chunk(5).Select(group => new string(group)));

    private static int CheckDigit(string digits)
    {
        var carry = 0;
        foreach (var digit in digits)
            carry = Table[(carry + digit - '0') % 10];
        return (10 - carry) % 10;
    }
}
