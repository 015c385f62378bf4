namespace Clemap.Platform.Organisations;

/// <summary>What a person is in an organisation. The value is what stands in tokens (claim <c>role</c>) and in the database.</summary>
public static class Role
{
    public const string Owner = "owner";
    public const string Administrator = "administrator";
    public const string Electrician = "electrician";
    public const string EnergySupplier = "energy-supplier";

    public static IReadOnlyList<string> All { get; } = [Owner, Administrator, Electrician, EnergySupplier];
}
