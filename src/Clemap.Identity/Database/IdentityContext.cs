using Clemap.Identity.Accounts;
using Clemap.Identity.Links;
using Clemap.Identity.SecondFactor;
using Clemap.Identity.Sessions;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;

namespace Clemap.Identity.Database;

/// <summary>
/// People, clients, and what was issued to them. None of the tables has an organisation: a person may belong to several, and a token is looked up
/// before its organisation is known.
/// </summary>
internal sealed class IdentityContext(DbContextOptions<IdentityContext> options)
    : IdentityUserContext<Account, Guid>(options), IDataProtectionKeyContext
{
    public const string Schema = "identity";

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<AccountLink> Links => Set<AccountLink>();

    public DbSet<AuthenticatorRow> Authenticators => Set<AuthenticatorRow>();

    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<SignInRow> SignIns => Set<SignInRow>();

    public DbSet<RecoveryCodeRow> RecoveryCodes => Set<RecoveryCodeRow>();

    protected override Version SchemaVersion => IdentitySchemaVersions.Version1;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.UseOpenIddict<Guid>();
        builder.HasDefaultSchema(Schema);

        builder.Entity<Account>(account =>
        {
            account.ToTable("accounts");
            account.Property(row => row.Name).HasMaxLength(200);
            account.HasIndex(row => row.NormalizedUserName).IsUnique().HasDatabaseName("ux_accounts_normalized_user_name");
            account.HasIndex(row => row.NormalizedEmail).IsUnique().HasDatabaseName("ux_accounts_normalized_email");
        });
        builder.Entity<AccountLink>(link =>
        {
            link.ToTable("account_links");
            link.HasKey(row => new { row.AccountId, row.Purpose });
            link.Property(row => row.Purpose).HasMaxLength(20);
            link.Property(row => row.NewEmail).HasMaxLength(256);
            link.HasIndex(row => row.SecretHash).IsUnique();
            link.HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<AuthenticatorRow>(authenticator =>
        {
            authenticator.ToTable("authenticators");
            authenticator.HasKey(row => row.AccountId);
            authenticator.HasOne<Account>().WithOne().HasForeignKey<AuthenticatorRow>(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<RecoveryCodeRow>(code =>
        {
            code.ToTable("recovery_codes");
            code.HasKey(row => new { row.AccountId, row.CodeHash });
            code.HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<SessionRow>(session =>
        {
            session.ToTable("sessions");
            session.Property(row => row.Id).ValueGeneratedNever();
            session.Property(row => row.Browser).HasMaxLength(60);
            session.Property(row => row.Address).HasMaxLength(60);
            session.HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<SignInRow>(entry =>
        {
            entry.ToTable("sign_ins");
            entry.Property(row => row.Id).ValueGeneratedNever();
            entry.Property(row => row.Result).HasMaxLength(20);
            entry.Property(row => row.Browser).HasMaxLength(60);
            entry.Property(row => row.Address).HasMaxLength(60);
            entry.HasIndex(row => new { row.AccountId, row.At });
            entry.HasOne<Account>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("account_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("account_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("account_tokens");
        builder.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("account_passkeys");
            passkey.HasKey(row => row.CredentialId);
            passkey.Property(row => row.CredentialId).HasMaxLength(1023);
            passkey.OwnsOne(row => row.Data).ToJson("data");
            passkey.HasOne<Account>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<OpenIddictEntityFrameworkCoreApplication<Guid>>().ToTable("clients");
        builder.Entity<OpenIddictEntityFrameworkCoreAuthorization<Guid>>().ToTable("authorizations");
        builder.Entity<OpenIddictEntityFrameworkCoreScope<Guid>>().ToTable("scopes");
        builder.Entity<OpenIddictEntityFrameworkCoreToken<Guid>>().ToTable("tokens");
        builder.Entity<DataProtectionKey>().ToTable("data_protection_keys");
    }
}
