namespace Clemap.Billing.CheckDigits;

/// <summary>Swiss enterprise number, <c>CHE-ddd.ddd.ddp</c>.</summary>
internal static class Uid
{
    private static ReadOnlySpan<byte> Weights => [5, 4, 3, 2, 7, 6, 5, 4];

    /// <summary>Without the register's suffix (MWST, TVA, IVA).</summary>
    public static string Normalise(string uid) => uid.Trim().Split(' ')[0];

    public static bool IsValid(string uid)
    {
        if (uid.Length != 15 || !uid.StartsWith("CHE-", StringComparison.Ordinal) || uid[7] != '.' || uid[11] != '.')
            return false;
        var digits = Digits(uid);
        if (digits.Length != 9)
            return false;
        var sum = 0;
        for (var place = 0; place < 8; place++)
            sum += Weights[place] * (digits[place] - '0');
        var check = (11 - sum % 11) % 11;
        return check != 10 && check == digits[8] - '0';
    }

    /// <summary>The nine digits.</summary>
    public static string Digits(string uid) => string.Concat(uid.Where(char.IsAsciiDigit));
}
