namespace Clemap.Server.Configuration;

/// <summary>Requests a minute.</summary>
/// <param name="AddressPerMinute">From one address, which may be a whole company's.</param>
/// <param name="CallerPerMinute">By one person, API client or device.</param>
/// <param name="OrganisationPerMinute">By all that act for one organisation.</param>
/// <param name="SignInsPerMinute">Passwords, codes, links and requests for tokens from one address.</param>
/// <param name="TelemetryPerMinute">Batches of readings from one address; an organisation's share of them is bounded where they are taken in.</param>
internal sealed record RequestLimits(int AddressPerMinute, int CallerPerMinute, int OrganisationPerMinute, int SignInsPerMinute, int TelemetryPerMinute)
{
    public static readonly RequestLimits Usual = new(6000, 1200, 12000, 120, 60_000);

    private const int Most = 1_000_000;

    public static RequestLimits From(IConfiguration configuration, List<string> problems)
    {
        return new RequestLimits(
            Read("AddressPerMinute", Usual.AddressPerMinute),
            Read("CallerPerMinute", Usual.CallerPerMinute),
            Read("OrganisationPerMinute", Usual.OrganisationPerMinute),
            Read("SignInsPerMinute", Usual.SignInsPerMinute),
            Read("TelemetryPerMinute", Usual.TelemetryPerMinute));

        int Read(string name, int usual)
        {
            var key = $"Clemap:Limits:{name}";
            if (configuration[key] is not { } text)
                return usual;
            if (int.TryParse(text, out var number) && number is >= 1 and <= Most)
                return number;
            problems.Add($"{key} must be a whole number from 1 to {Most}, but is '{text}'.");
            return usual;
        }
    }
}
