namespace Clemap.Billing.CheckDigits;

/// <summary>ISO 7064 modulo 97 of a text in which letters count A = 10 to Z = 35.</summary>
internal static class Modulo97
{
    public static int Of(string text)
    {
        var rest = 0;
        foreach (var letter in text)
        {
            var value = char.IsAsciiDigit(letter) ? letter - '0' : letter - 'A' + 10;
            rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
        }

        return rest;
    }
}
