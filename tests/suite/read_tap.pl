#!/usr/bin/perl
# What Perl's own reader of TAP understands: for each file, a line of JSON with its test points.
#
#	read_tap.pl FILE...
use strict;
use warnings;
use JSON::PP;
use TAP::Parser;

my $json = JSON::PP->new->canonical->ascii;

sub text {
    my ($bytes) = @_;
    utf8::decode($bytes) if defined $bytes;
    return $bytes;
}

sub decoded {
    my ($data) = @_;
    return { map { $_ => text($data->{$_}) } keys %$data };
}

for my $file (@ARGV) {
    open my $in, '<', $file or die "$file: $!";
    my $parser = TAP::Parser->new({ source => $in });
    my ($bailed, @points);
    while (my $result = $parser->next) {
        if ($result->is_test) {
            push @points, {
                number => $result->number + 0,
                ok     => $result->is_actual_ok ? JSON::PP::true : JSON::PP::false,
                text   => text($result->description),
                skip   => $result->has_skip ? text($result->explanation) : undef,
                todo   => $result->has_todo ? JSON::PP::true : JSON::PP::false,
            };
        }
        elsif ($result->is_yaml) {
            $points[-1]{data} = decoded($result->data);
        }
        elsif ($result->is_bailout) {
            $bailed = text($result->explanation);
        }
        elsif ($result->is_unknown) {
            push @points, { unknown => text($result->raw) };
        }
    }
    print $json->encode({
        file    => $file,
        version => $parser->version + 0,
        plan    => $parser->tests_planned,
        errors  => [ map { text($_) } $parser->parse_errors ],
        bailed  => $bailed,
        points  => \@points,
    }), "\n";
}
