using System.Globalization;
using System.Resources;
using Clemap.Platform.Database;
using Clemap.Platform.Mail;
using Clemap.Platform.Organisations;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Invitations;

/// <summary>Writes the letter of one invitation. Run twice, it writes a second letter, whose link takes the place of the first one's.</summary>
internal sealed class InvitationLetter(IServiceProvider services, IMailer mailer, IConfiguration configuration, TimeProvider time)
{
    /// <summary>Of letters.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["de", "fr", "it", "en"];

    private static readonly ResourceManager Texts = new("Clemap.Platform.Resources.Letters", typeof(InvitationLetter).Assembly);

    /// <param name="askedAt">A letter handed over since then is the one that was asked for.</param>
    [AutomaticRetry(Attempts = 8, DelaysInSeconds = [5, 30, 120, 600, 1800, 3600, 10800, 43200], OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public async Task SendAsync(Guid organisationId, Guid invitationId, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(organisationId);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        var row = await database.Invitations.SingleOrDefaultAsync(known => known.Id == invitationId, cancellationToken);
        if (row is not { AcceptedAt: null, WithdrawnAt: null } || row.ExpiresAt < time.GetUtcNow() || row.SentAt >= askedAt)
            return;

        var secret = InvitationSecret.Make();
        row.SecretHash = InvitationSecret.Hash(secret);
        await database.SaveChangesAsync(cancellationToken);
        var organisation = await database.Organisations.Select(known => known.Name).SingleAsync(cancellationToken);
        var sites = await database.Sites.Where(site => row.SiteIds.Contains(site.Id)).OrderBy(site => site.Name).Select(site => site.Name).ToListAsync(cancellationToken);
        await mailer.SendAsync(Compose(row, organisation, sites, secret), cancellationToken);
        row.SentAt = time.GetUtcNow();
        await database.SaveChangesAsync(cancellationToken);
    }

    private Letter Compose(InvitationRow row, string organisation, List<string> sites, string secret)
    {
        var culture = CultureInfo.GetCultureInfo(row.Language + "-CH");
        var link = new Uri(new Uri(configuration["Clemap:Url"]!), $"/account/invitation?secret={secret}");
        return new Letter(
            Guid.CreateVersion7(), row.Email, "", string.Format(culture, Of("InvitationSubject"), organisation),
            string.Format(culture, Of("InvitationBody"), organisation, string.Join(", ", [Of("Role." + row.Role), .. sites]), link, row.ExpiresAt.UtcDateTime.ToString("d", culture)));

        string Of(string key) => Texts.GetString(key, culture) ?? throw new MissingManifestResourceException($"There is no sentence '{key}'.");
    }
}
