using System.Text.RegularExpressions;

namespace Clemap.Billing.CheckDigits;

/// <summary>Swiss metering point: 33 characters. It has no check digit and says nothing about role or owner.</summary>
internal static partial class MeteringPointId
{
    public static bool IsValid(string id) => Form().IsMatch(id);

    [GeneratedRegex(@"^CH[0-9]{11}[0-9A-Z]{20}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
