using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Unbraid.Service.Storage;

internal sealed class ServiceDb(DbContextOptions<ServiceDb> options) : DbContext(options)
{
    public DbSet<TaskRow> Tasks => Set<TaskRow>();

    public DbSet<AudioRow> Audios => Set<AudioRow>();

    // Whole milliseconds as an integer: every database can order and compare these.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TaskRow>(task =>
        {
            task.ToTable("tasks");
            task.HasIndex(t => new { t.State, t.Kind, t.ReadyAt });
            task.HasIndex(t => new { t.Tenant, t.State });
            task.HasIndex(t => new { t.Tenant, t.IdempotencyKey }).IsUnique();
            task.HasIndex(t => new { t.Tenant, t.CreatedAt, t.Id });
            task.HasIndex(t => t.CallbackDueAt).HasFilter("\"CallbackDueAt\" IS NOT NULL");
        });
        modelBuilder.Entity<AudioRow>(audio =>
        {
            audio.ToTable("audios");
            audio.HasIndex(a => a.ContentHash);
            audio.HasIndex(a => new { a.Tenant, a.CreatedAt, a.Id });
            audio.Property(a => a.Source).HasDefaultValue(AudioRow.Uploaded);
        });
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), value => DateTimeOffset.FromUnixTimeMilliseconds(value));
}
