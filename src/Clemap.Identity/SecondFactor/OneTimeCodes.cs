using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Clemap.Identity.SecondFactor;

/// <summary>Codes of authenticator apps: TOTP of RFC 6238 as all of them do it, that is HMAC-SHA-1, six digits, steps of 30 seconds.</summary>
internal static class OneTimeCodes
{
    public const int SecretBytes = 20;
    public const int Digits = 6;
    private const int Modulus = 1_000_000;
    private const int StepSeconds = 30;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static long StepAt(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    public static string CodeOf(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 says SHA-1, and apps ignore any other; its collisions do not weaken an HMAC.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0x0f)..]) & int.MaxValue;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step that the code is of: now, or one to either side for clocks that differ; <see langword="null"/> for none.</summary>
    public static long? StepOf(byte[] secret, string code, DateTimeOffset now)
    {
        var digits = System.Text.Encoding.ASCII.GetBytes(code.Replace(" ", "", StringComparison.Ordinal));
        long? found = null;
        // All three are compared, so that how long it takes says nothing.
        for (var step = StepAt(now) - 1; step <= StepAt(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(digits, System.Text.Encoding.ASCII.GetBytes(CodeOf(secret, step))))
                found = step;
        }
        return found;
    }

    /// <summary>As people type it: base 32 without padding.</summary>
    public static string Readable(byte[] secret)
    {
        var text = new System.Text.StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var value in secret)
        {
            (bits, count) = ((bits << 8 | value) & 0xfff, count + 8);
            while (count >= 5)
            {
                count -= 5;
                text.Append(Base32[bits >> count & 0x1f]);
            }
        }
        if (count > 0)
            text.Append(Base32[bits << (5 - count) & 0x1f]);
        return text.ToString();
    }

    /// <summary>What the QR code says.</summary>
    public static string AddressOf(byte[] secret, string email) =>
        $"otpauth://totp/CLEMAP:{Uri.EscapeDataString(email)}?secret={Readable(secret)}&issuer=CLEMAP";
}
