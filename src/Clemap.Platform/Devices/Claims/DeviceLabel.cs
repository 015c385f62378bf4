using System.Text.RegularExpressions;

namespace Clemap.Platform.Devices.Claims;

/// <summary>
/// What the QR code on a device says: <c>CLEMAP serial=CL-080-000123 code=ABCDE-FGHJK-LMNPQ-RSTUV</c>. Somebody who pastes it, or a part of it, or only types both with
/// something between them, means the same.
/// </summary>
public static partial class DeviceLabel
{
    private const int LongestText = 500;

    /// <summary>As it is written on the label, however it was typed.</summary>
    public static string Serial(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character))).ToUpperInvariant();

    /// <returns><see langword="null"/> when the text does not hold both.</returns>
    public static (string Serial, string Code)? Read(string text)
    {
        if (text.Length > LongestText)
            return null;
        var (serial, code) = (SerialPart().Match(text), CodePart().Match(text));
        if (serial.Success && code.Success)
            return (Serial(serial.Groups[1].Value), code.Groups[1].Value);
        var both = Both().Match(text.Trim());
        return both.Success ? (Serial(both.Groups[1].Value), both.Groups[2].Value.Trim()) : null;
    }

    [GeneratedRegex(@"serial\s*[=:]\s*([A-Za-z0-9-]{3,40})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SerialPart();

    [GeneratedRegex(@"code\s*[=:]\s*([A-Za-z0-9-]{16,80})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CodePart();

    // A serial number of ours begins with CL-; four groups of five follow.
    [GeneratedRegex(@"^(CL-[A-Za-z0-9-]{1,37})[\s,;]+([A-Za-z0-9][A-Za-z0-9 -]{15,79})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Both();
}
