package dev.bailey.runbook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Those who may decide in a migration, known by their tokens. Immutable. */
public final class People {

    /** Twice what nobody can guess. */
    private static final int TOKEN_BYTES = 32;

    private static final String TOKEN_PREFIX = "bailey_";

    private final List<Person> people;

    public People(List<Person> people) {
        this.people = List.copyOf(people);
        Set<String> seen = new HashSet<>();
        for (Person person : people) {
            if (!seen.add(person.name())) {
                throw new IllegalArgumentException("two people are called " + person.name());
            }
            if (!seen.add(person.tokenHash())) {
                throw new IllegalArgumentException(
                        person.name() + " has the token of somebody else: each person has one of their own");
            }
        }
    }

    /** A new token, which only its holder may ever see. */
    public static String makeToken() {
        byte[] token = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(token);
        return TOKEN_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** What a plan says of a token. */
    public static String hashOf(String token) {
        return Hashes.sha256(token);
    }

    public List<Person> all() {
        return people;
    }

    public boolean knows(String name) {
        return people.stream().anyMatch(person -> person.name().equals(name));
    }

    /** Whose token this is. Takes the same time whoever it is, and whether it is anybody. */
    public Optional<Person> holderOf(String token) {
        byte[] hash = hashOf(token).getBytes(StandardCharsets.US_ASCII);
        Optional<Person> holder = Optional.empty();
        for (Person person : people) {
            if (MessageDigest.isEqual(hash, person.tokenHash().getBytes(StandardCharsets.US_ASCII))) {
                holder = Optional.of(person);
            }
        }
        return holder;
    }
}
