using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Clemap.Platform.Licences;

/// <summary>Something that is sold.</summary>
/// <param name="Code">Never renamed: licences name it.</param>
/// <param name="Name">The same in all languages.</param>
/// <param name="Options">Of <see cref="LicenceOption"/>.</param>
public sealed record Plan(string Code, string Name, IReadOnlyList<string> Options);

/// <summary>The plans, as <c>plans.json</c> has them.</summary>
/// <param name="NoticeDays">For so many days before its end a licence says that it ends.</param>
/// <param name="GraceDays">For so many days after its end it still gives its options.</param>
public sealed partial record Plans(int NoticeDays, int GraceDays, [property: JsonPropertyName("plans")] IReadOnlyList<Plan> All)
{
    /// <summary>What everybody has: all that operation needs.</summary>
    public const string Free = "floem-free";

    private const string Resource = "Clemap.Platform.Licences.plans.json";
    private const int MostDays = 365;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        PropertyNameCaseInsensitive = false,
    };

    /// <summary>Those that ship, checked: a program that cannot read them does not start.</summary>
    /// <exception cref="InvalidDataException">See <see cref="Read"/>.</exception>
    public static Plans Load() => Read(Text());

    public Plan? Find(string code) => All.FirstOrDefault(plan => plan.Code == code);

    /// <exception cref="InvalidDataException">Names file, field and rule.</exception>
    public static Plans Read(string json)
    {
        Plans plans;
        try
        {
            plans = JsonSerializer.Deserialize<Plans>(json, Strict) ?? throw new InvalidDataException("plans.json is empty.");
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"plans.json: {malformed.Message}", malformed);
        }

        return plans.Problem() is { } problem ? throw new InvalidDataException($"plans.json, {problem}") : plans;
    }

    private string? Problem()
    {
        if (NoticeDays is < 0 or > MostDays || GraceDays is < 0 or > MostDays)
            return $"noticeDays and graceDays: whole days from 0 to {MostDays}.";
        if (All.GroupBy(plan => plan.Code).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return $"plans: the code '{twice.Key}' stands there twice.";
        foreach (var plan in All)
        {
            if (!CodeText().IsMatch(plan.Code))
                return $"plans.code: '{plan.Code}' must be small letters, digits and dashes, at most 60.";
            if (string.IsNullOrWhiteSpace(plan.Name))
                return $"plans.name: the plan '{plan.Code}' needs a name.";
            if (plan.Options.FirstOrDefault(option => !LicenceOption.All.Contains(option)) is { } unknown)
                return $"plans.options: '{unknown}' of '{plan.Code}' must be one of {string.Join(", ", LicenceOption.All)}.";
            if (plan.Options.Distinct().Count() != plan.Options.Count)
                return $"plans.options: an option of '{plan.Code}' stands there twice.";
        }

        if (Find(Free) is not { Options.Count: 0 })
            return $"plans: '{Free}' must be there, without options.";
        return LicenceOption.All.FirstOrDefault(option => !All.Any(plan => plan.Options.Contains(option))) is { } unsold ? $"plans: no plan gives '{unsold}'." : null;
    }

    private static string Text()
    {
        using var stream = typeof(Plans).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidDataException($"{Resource} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,59}$")]
    private static partial Regex CodeText();
}
