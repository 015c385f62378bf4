using Clemap.Platform.Organisations;
using Clemap.Platform.Support;

namespace Clemap.Server.Hosting;

/// <summary>Makes those whom the operator names in <c>Clemap:SupportPeople</c> (mail addresses, separated by commas) the platform's support people, and nobody else.</summary>
internal static partial class SupportStart
{
    public static async Task SetSupportPeopleAsync(this IServiceProvider services, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SupportStart));
        await using var scope = services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<IPeople>();
        var found = new List<Guid>();
        foreach (var email in (configuration["Clemap:SupportPeople"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (await people.FindByEmailAsync(email, cancellationToken) is { } person)
                found.Add(person.Id);
            else
                Unknown(log, email);
        }

        await services.GetRequiredService<ISupportPeople>().SetAsync(found, cancellationToken);
    }

    [LoggerMessage(EventId = 1401, Level = LogLevel.Warning, Message = "Clemap:SupportPeople names {Email}, who has no account: make one and restart")]
    private static partial void Unknown(ILogger log, string email);
}
